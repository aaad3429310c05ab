import { type ExecutionArgs, getOperationAST } from 'graphql';

type Request = Pick<ExecutionArgs, 'document' | 'operationName' | 'variableValues'>;

/** Removes, where they are kept, the variables that an operation does not declare: nothing of it reads them. */
export function dropUndeclared({ document, operationName, variableValues }: Request): void {
  if (!variableValues) return;
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const declared = new Set(definitions.map(({ variable }) => variable.name.value));
  const values = variableValues as Record<string, unknown>;
  for (const name of Object.keys(values)) if (!declared.has(name)) delete values[name];
}
