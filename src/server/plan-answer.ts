import {
  type DocumentNode,
  defaultFieldResolver,
  type ExecutionArgs,
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  OperationTypeNode,
  TypeNameMetaFieldDef,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import {
  answerFields,
  type Complete,
  completeLeaf,
  completeList,
  completeNonNull,
  completeObject,
  type PlannedField,
  type Run,
  waits,
} from './answer-fields.ts';
import { BySelection } from './by-selection.ts';
import { fragmentsOf } from './fragments-of.ts';
import { ValuesExceeded } from './values-exceeded.ts';

export type PlanArgs = Pick<ExecutionArgs, 'rootValue' | 'contextValue' | 'variableValues'>;

/**
 * The answer graphql-js would give; null where that is for graphql-js to find out.
 * @throws ValuesExceeded when the answer has more than `maxValues`
 */
export type Plan = (args: PlanArgs, maxValues?: number) => ExecutionResult | null;

/** What is planned for one selection. */
interface Variant {
  /** Null: there is no plan. */
  fields: readonly PlannedField[] | null;
  waited: boolean;
}

/**
 * What can be known of an answer before it is asked for, so that asking costs little more than its resolvers: of a query, or
 * of what a subscription tells of one event. A plan answers only what comes at once and without an error. There is none for
 * mutations, interfaces, unions and introspection. What @skip and @include leave is planned by itself.
 */
export function planAnswer(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
): Plan | null {
  const operation = getOperationAST(document, operationName);
  if (!operation || operation.operation === OperationTypeNode.MUTATION) return null;
  const rootType = schema.getRootType(operation.operation);
  if (!rootType) return null;
  const fragments = fragmentsOf(document);
  const variants = new BySelection<Variant>(document, (variables) => {
    const selected = collectFields(schema, fragments, variables, rootType, operation.selectionSet);
    return { fields: planFields({ schema, fragments, variables }, rootType, selected), waited: false };
  });

  return ({ rootValue, contextValue, variableValues }, maxValues = Number.POSITIVE_INFINITY) => {
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {});
    if (!coerced) return null;
    const run: Run = {
      ...{ schema, fragments, rootValue, operation, contextValue },
      variableValues: coerced,
      valuesLeft: maxValues,
      silenced: new Set(),
    };
    let variant: Variant | null = null;
    try {
      variant = variants.for(coerced);
      if (!variant.fields || variant.waited) return null;
      return { data: answerFields(variant.fields, rootValue, run, undefined) };
    } catch (error) {
      if (error instanceof ValuesExceeded) throw error;
      if (variant) variant.waited ||= error === waits;
      return null;
    }
  };
}

interface Source {
  schema: GraphQLSchema;
  fragments: Record<string, FragmentDefinitionNode>;
  /** Those that decide what is selected. */
  variables: Record<string, unknown>;
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
  const { schema, fragments, variables } = source;
  const selected = collectSubfields(schema, fragments, variables, type, nodes);
  const fields = planFields(source, type, selected);
  return fields && completeObject(type, fields);
}
