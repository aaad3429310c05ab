import {
  type DirectiveNode,
  type ExecutionArgs,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getOperationAST,
  getVariableValues,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

export interface ExecutedField {
  name: string;
  args: Record<string, unknown>;
}

type Values = Record<string, unknown>;

/**
 * Root fields that an execution calls: after fragments, aliases, @skip and @include. None where the execution will be
 * refused for its variables.
 */
export function executedFields({
  schema,
  document,
  operationName,
  variableValues,
}: ExecutionArgs): ExecutedField[] {
  const operation = getOperationAST(document, operationName);
  const type = operation && schema.getRootType(operation.operation);
  if (!operation || !type) return [];
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {}, {
    maxErrors: 1,
  });
  if (!coerced) return [];
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const fields = new Map<string, FieldNode>();
  collect(operation.selectionSet, { fragments, coerced, fields, visited: new Set() });

  return [...fields.values()].flatMap((node) => {
    const definition = type.getFields()[node.name.value];
    if (!definition) return [];
    return { name: node.name.value, args: argumentsOf(definition, node, coerced) };
  });
}

interface Collection {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  coerced: Values;
  /** By response name: what has the same is called once. */
  fields: Map<string, FieldNode>;
  visited: Set<string>;
}

function collect({ selections }: SelectionSetNode, collection: Collection): void {
  for (const selection of selections) {
    if (!isLeftOut(selection, collection.coerced)) collectSelection(selection, collection);
  }
}

function collectSelection(selection: SelectionNode, collection: Collection): void {
  if (selection.kind === Kind.FIELD) collectField(selection, collection);
  else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet, collection);
  else collectFragment(selection.name.value, collection);
}

function collectField(node: FieldNode, { fields }: Collection): void {
  const name = (node.alias ?? node.name).value;
  if (!fields.has(name)) fields.set(name, node);
}

function collectFragment(name: string, collection: Collection): void {
  if (collection.visited.has(name)) return;
  collection.visited.add(name);
  const fragment = collection.fragments.get(name);
  if (fragment) collect(fragment.selectionSet, collection);
}

const isLeftOut = (node: { directives?: readonly DirectiveNode[] }, values: Values): boolean =>
  getDirectiveValues(GraphQLSkipDirective, node, values)?.['if'] === true ||
  getDirectiveValues(GraphQLIncludeDirective, node, values)?.['if'] === false;

/** Of a field whose arguments cannot be read nothing is called. */
function argumentsOf(
  definition: Parameters<typeof getArgumentValues>[0],
  node: FieldNode,
  values: Values,
): Values {
  try {
    return getArgumentValues(definition, node, values);
  } catch {
    return {};
  }
}
