import { type DocumentNode, GraphQLError, Kind, type SelectionSetNode } from 'graphql';

export interface DocumentLimits {
  /** Fields within fields. Introspection is not counted: its own depth is fixed by its tools. */
  maxDepth: number;
  /** Fields selected altogether, each alias and each use of a fragment counting anew. */
  maxFields: number;
}

interface Size {
  depth: number;
  fields: number;
}

/** Refusals of a document that asks for too much; none when it is within limits. Costs one walk, whatever fragments do. */
export function limitDocument(
  document: DocumentNode,
  { maxDepth, maxFields }: DocumentLimits,
): GraphQLError[] {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition.selectionSet);
    }
  }
  const known = new Map<string, Size>();

  function fragmentSize(name: string): Size {
    const found = known.get(name);
    if (found) return found;
    // A fragment within itself is refused by validation; here it only must not go on for ever.
    known.set(name, { depth: 0, fields: 0 });
    const size = sizeOf(fragments.get(name));
    known.set(name, size);
    return size;
  }

  function sizeOf(set: SelectionSetNode | undefined): Size {
    const size = { depth: 0, fields: 0 };
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) {
        const inner = sizeOf(selection.selectionSet);
        const counted = selection.name.value.startsWith('__') ? 0 : inner.depth + 1;
        size.depth = Math.max(size.depth, counted);
        size.fields += inner.fields + 1;
      } else {
        const inner =
          selection.kind === Kind.INLINE_FRAGMENT
            ? sizeOf(selection.selectionSet)
            : fragmentSize(selection.name.value);
        size.depth = Math.max(size.depth, inner.depth);
        size.fields += inner.fields;
      }
    }
    return size;
  }

  const refusals: GraphQLError[] = [];
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, fields } = sizeOf(definition.selectionSet);
    const refuse = (message: string) => refusals.push(new GraphQLError(message, { nodes: definition }));
    if (depth > maxDepth) refuse(`The operation is ${depth} fields deep; ${maxDepth} are allowed.`);
    if (fields > maxFields) refuse(`The operation selects ${fields} fields; ${maxFields} are allowed.`);
  }
  return refusals;
}
