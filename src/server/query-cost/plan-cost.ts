import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import type { Measure } from '../../domain/list-lengths.ts';
import { type ListSize, listSizes, listSizesByType, pageSizeOf, recordsRead } from './list-sizes.ts';

type Variables = Record<string, unknown>;

/** What an answer costs, in tenths: an object counts ten, any other value one, and so does a record that is gone through. */
const objectCost = 10;
const valueCost = 1;

/** Items assumed of a list that nothing is known of. */
export const unknownListSize = 10;

export interface CostPlan {
  fields: readonly CostField[];
}

interface CostField {
  each: number;
  isList: boolean;
  size: ListSize | null;
  read: Measure | null;
  arguments: ReadonlyMap<string, ValueNode>;
  /** For each type that the value may have; the costliest counts. */
  selections: readonly (readonly CostField[])[];
}

interface Source {
  schema: GraphQLSchema;
  fragments: Record<string, FragmentDefinitionNode>;
  variables: Variables;
  /** Of the lists of introspection. */
  sizes: Readonly<Record<string, ListSize>>;
}

/** Finds what decides the cost of an operation. Its size must have been limited before. */
export function planCost(source: Source, operation: OperationDefinitionNode): CostPlan {
  const { schema, fragments, variables } = source;
  const rootType = schema.getRootType(operation.operation);
  if (!rootType) return { fields: [] };
  const selected = collectFields(schema, fragments, variables, rootType, operation.selectionSet);
  return { fields: planFields(source, rootType, selected) };
}

function planFields(
  source: Source,
  parentType: GraphQLObjectType,
  selected: ReadonlyMap<string, readonly FieldNode[]>,
): CostField[] {
  return [...selected.values()].flatMap((nodes) => {
    const [first] = nodes;
    const field = first && fieldOf(parentType, first.name.value);
    return field ? planField(source, parentType, field, nodes) : [];
  });
}

function planField(
  source: Source,
  parentType: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
): CostField {
  const { schema, fragments, variables, sizes } = source;
  const type = getNamedType(field.type);
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
  const name = `${parentType.name}.${field.name}`;
  const isPage = field.args.some((argument) => argument.name === 'first');
  return {
    each: isCompositeType(type) ? objectCost : valueCost,
    isList: isListType(getNullableType(field.type)),
    size: sizes[name] ?? listSizes[name] ?? (isPage ? pageSizeOf : (listSizesByType[type.name] ?? null)),
    read: recordsRead[name] ?? null,
    arguments: new Map(nodes[0]?.arguments?.map((argument) => [argument.name.value, argument.value])),
    selections: possible.map((each) =>
      planFields(source, each, collectSubfields(schema, fragments, variables, each, nodes)),
    ),
  };
}

function fieldOf(parentType: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> | undefined {
  const meta = [TypeNameMetaFieldDef, SchemaMetaFieldDef, TypeMetaFieldDef].find(
    (field) => field.name === name,
  );
  return meta ?? parentType.getFields()[name];
}

interface Run {
  variables: Variables;
  measure(of: Measure): number;
}

/** Costs an answer: objects, a tenth of its other values, and a tenth of the records gone through. */
export const costOf = ({ fields }: CostPlan, run: Run): number =>
  Math.ceil(costOfFields(fields, run, unknownListSize) / objectCost);

/** The items of the first field: of a subscription, the records it begins with. */
export function itemsOf({ fields: [first] }: CostPlan, run: Run): number {
  return first ? (sizeOf(first, run) ?? 1) : 0;
}

function costOfFields(fields: readonly CostField[], run: Run, handedDown: number): number {
  let cost = 0;
  for (const field of fields) {
    const size = sizeOf(field, run);
    const items = field.isList ? (size ?? handedDown) : 1;
    const down = field.isList ? unknownListSize : (size ?? unknownListSize);
    let inner = 0;
    for (const selection of field.selections) inner = Math.max(inner, costOfFields(selection, run, down));
    cost += items * (field.each + inner);
    if (field.read) cost += run.measure(field.read) * valueCost;
  }
  return cost;
}

function sizeOf({ size, arguments: given }: CostField, { variables, measure }: Run): number | null {
  if (!size) return null;
  const read = (name: string): unknown => {
    const node = given.get(name);
    if (!node) return undefined;
    return node.kind === Kind.VARIABLE ? variables[node.name.value] : valueFromASTUntyped(node, variables);
  };
  return size(read, measure);
}
