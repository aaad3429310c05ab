import {
  BREAK,
  type DocumentNode,
  defaultFieldResolver,
  type ExecutionArgs,
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  OperationTypeNode,
  TypeNameMetaFieldDef,
  visit,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';

export type PlanArgs = Pick<ExecutionArgs, 'rootValue' | 'contextValue' | 'variableValues'>;

/** The answer graphql-js would give; null where that is for graphql-js to find out. */
export type Plan = (args: PlanArgs) => ExecutionResult | null;

type Path = GraphQLResolveInfo['path'];
/** What every field of one execution is told. */
type Run = Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'rootValue' | 'operation' | 'variableValues'> & {
  contextValue: unknown;
};
/** From what a resolver gave to what is answered. */
type Complete = (value: unknown, run: Run, info: GraphQLResolveInfo, path: Path) => unknown;

interface PlannedField {
  name: string;
  definition: GraphQLField<unknown, unknown>;
  nodes: readonly [FieldNode, ...FieldNode[]];
  resolve: NonNullable<GraphQLField<unknown, unknown>['resolve']>;
  takesArguments: boolean;
  parentType: GraphQLObjectType;
  complete: Complete;
}

/** Thrown where an answer is not what a plan can give. */
const handOver = new Error('This is for graphql-js to answer.');
const waits = new Error('A resolver gave a promise.');

/**
 * What can be known of an answer before it is asked for, so that asking costs little more than its resolvers: of a query, or
 * of what a subscription tells of one event. A plan answers only what comes at once and without an error. There is none for
 * mutations, directives, interfaces, unions and introspection.
 */
export function planAnswer(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
): Plan | null {
  const operation = getOperationAST(document, operationName);
  if (!operation || operation.operation === OperationTypeNode.MUTATION || hasDirectives(document))
    return null;
  const rootType = schema.getRootType(operation.operation);
  if (!rootType) return null;
  const fragments: Source['fragments'] = Object.create(null);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  const selected = collectFields(schema, fragments, {}, rootType, operation.selectionSet);
  const fields = planFields({ schema, fragments }, rootType, selected);
  if (!fields) return null;
  let waited = false;

  return ({ rootValue, contextValue, variableValues }) => {
    if (waited) return null;
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {});
    if (!coerced) return null;
    const run: Run = { schema, fragments, rootValue, operation, variableValues: coerced, contextValue };
    try {
      return { data: answerFields(fields, rootValue, run, undefined) };
    } catch (error) {
      waited ||= error === waits;
      return null;
    }
  };
}

function hasDirectives(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive() {
      found = true;
      return BREAK;
    },
  });
  return found;
}

interface Source {
  schema: GraphQLSchema;
  fragments: Record<string, FragmentDefinitionNode>;
}

function planFields(
  source: Source,
  parentType: GraphQLObjectType,
  selected: ReadonlyMap<string, readonly FieldNode[]>,
): PlannedField[] | null {
  const planned: PlannedField[] = [];
  for (const [name, [first, ...others]] of selected) {
    // A property of this name would be the answer's prototype.
    if (!first || name === '__proto__') return null;
    const field = first.name.value;
    const definition = field === '__typename' ? TypeNameMetaFieldDef : parentType.getFields()[field];
    const nodes = [first, ...others] as const;
    const complete = definition && planType(source, definition.type, nodes);
    if (!complete) return null;
    const { resolve = defaultFieldResolver, args } = definition;
    planned.push({ name, definition, nodes, resolve, takesArguments: args.length > 0, parentType, complete });
  }
  return planned;
}

function planType(source: Source, type: GraphQLOutputType, nodes: readonly FieldNode[]): Complete | null {
  if (isNonNullType(type)) {
    const complete = planType(source, type.ofType, nodes);
    return complete && completeNonNull(complete);
  }
  if (isListType(type)) {
    const complete = planType(source, type.ofType, nodes);
    return complete && completeList(complete);
  }
  if (isLeafType(type)) return completeLeaf(type);
  if (!isObjectType(type)) return null;
  const selected = collectSubfields(source.schema, source.fragments, {}, type, nodes);
  const fields = planFields(source, type, selected);
  return fields && completeObject(type, fields);
}

const completeNonNull =
  (complete: Complete): Complete =>
  (value, run, info, path) => {
    const completed = complete(value, run, info, path);
    if (completed === null) throw handOver;
    return completed;
  };

const completeLeaf =
  (type: GraphQLLeafType): Complete =>
  (value) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw handOver;
    const serialized: unknown = type.serialize(value);
    if (serialized === null || serialized === undefined) throw handOver;
    return serialized;
  };

const completeList =
  (complete: Complete): Complete =>
  (value, run, info, path) => {
    if (value === null || value === undefined) return null;
    if (!Array.isArray(value)) throw handOver;
    const items: unknown[] = [];
    for (const item of value) {
      if (isPromise(item)) {
        value.forEach(silence);
        throw waits;
      }
      items.push(complete(item, run, info, { prev: path, key: items.length, typename: undefined }));
    }
    return items;
  };

const completeObject =
  (type: GraphQLObjectType, fields: readonly PlannedField[]): Complete =>
  (value, run, info, path) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw handOver;
    const isOfType = type.isTypeOf?.(value, run.contextValue, info) ?? true;
    if (isOfType !== true) {
      silence(isOfType);
      throw handOver;
    }
    return answerFields(fields, value, run, path);
  };

function answerFields(
  fields: readonly PlannedField[],
  parent: unknown,
  run: Run,
  prev: Path | undefined,
): Record<string, unknown> {
  const { schema, fragments, rootValue, operation, variableValues, contextValue } = run;
  const answer: Record<string, unknown> = {};
  for (const { name, definition, nodes, resolve, takesArguments, parentType, complete } of fields) {
    const path: Path = { prev, key: name, typename: parentType.name };
    // Written out, not spread: this is made for every field of an answer.
    const info: GraphQLResolveInfo = {
      fieldName: definition.name,
      fieldNodes: nodes,
      returnType: definition.type,
      parentType,
      path,
      schema,
      fragments,
      rootValue,
      operation,
      variableValues,
    };
    const args = takesArguments ? getArgumentValues(definition, nodes[0], variableValues) : {};
    const value: unknown = resolve(parent, args, contextValue, info);
    if (isPromise(value)) {
      silence(value);
      throw waits;
    }
    answer[name] = complete(value, run, info, path);
  }
  return answer;
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';

/** What becomes of a promise is seen when graphql-js asks again. */
function silence(value: unknown): void {
  if (isPromise(value)) value.then(undefined, () => {});
}
