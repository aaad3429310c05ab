import { createHash } from 'node:crypto';
import {
  type ArgumentNode,
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  print,
  visit,
} from 'graphql';
import { canonicalJson } from '../../resolvers/mutation/canonical-json.ts';
import type { Scope } from './asked.ts';

export interface GroupKey {
  /** The same for two subscriptions only where every byte they are sent is the same, but for what their scopes hide. */
  text: string;
  /** Names the variable that says where to begin, and nothing else; null where none does. */
  cursorVariable: string | null;
}

const cursorArgument = 'after';
const documents = new WeakMap<DocumentNode, Map<string, { digest: string; cursorVariable: string | null }>>();

/**
 * Whatever can change a byte of an answer: document, operation, variables but for the cursor, and what was read of the
 * permission scope to make the stream.
 */
export function groupKeyOf(
  { document, operationName, variableValues }: ExecutionArgs,
  read: Partial<Scope>,
): GroupKey | null {
  const operation = getOperationAST(document, operationName);
  if (!operation) return null;
  const { digest, cursorVariable } = readDocument(document, operation);
  const values: Record<string, unknown> = {};
  for (const { variable } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    if (name !== cursorVariable) values[name] = variableValues?.[name];
  }
  const text = canonicalJson([digest, read, values]);
  return { text: createHash('sha256').update(text).digest('base64'), cursorVariable };
}

function readDocument(document: DocumentNode, operation: OperationDefinitionNode) {
  const name = operation.name?.value ?? '';
  const known = documents.get(document) ?? new Map();
  documents.set(document, known);
  const found = known.get(name);
  if (found) return found;
  const text = document.loc?.source.body ?? print(document);
  const digest = createHash('sha256')
    .update(JSON.stringify([name, text]))
    .digest('base64');
  const read = { digest, cursorVariable: findCursorVariable(document, operation) };
  known.set(name, read);
  return read;
}

/** Only one that is used nowhere else: what is nested may answer by it. */
function findCursorVariable(document: DocumentNode, operation: OperationDefinitionNode): string | null {
  const isCursor = ({ name, value }: ArgumentNode) =>
    name.value === cursorArgument && value.kind === Kind.VARIABLE ? value.name.value : null;
  const [variable] = operation.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD
      ? (selection.arguments ?? []).flatMap((argument) => isCursor(argument) ?? [])
      : [],
  );
  if (variable === undefined) return null;
  let uses = 0;
  visit(document, {
    Variable({ name }, _key, parent) {
      const declares = parent && 'kind' in parent && parent.kind === Kind.VARIABLE_DEFINITION;
      if (name.value === variable && !declares) uses += 1;
    },
  });
  return uses === 1 ? variable : null;
}
