import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { schema } from '../../../src/schema/index.ts';

/** Records under another one that belong to it: all of their fields are its own. Of the others it shows which they are. */
const parts = new Set([
  'Destination.channel',
  'Destination.output',
  'Destination.preset',
  'Destination.currentSession',
  'Flow.outputs',
]);
/** A look moves the one and any entry of the log the other, without a change to what is shown. */
const moving = new Set(['observedAt', 'asOf']);

/** Selects every field of a type, of what it is made of, and the ids of the records under it. */
export function selectAll(typeName: string): string {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`${typeName} is no object type.`);
  return selectionOf(type);
}

function selectionOf(type: GraphQLObjectType): string {
  const fields = Object.values(type.getFields()).flatMap((field) => selectField(type, field) ?? []);
  return `{ ${fields.join(' ')} }`;
}

function selectField(parent: GraphQLNamedType, field: GraphQLField<unknown, unknown>): string | null {
  if (moving.has(field.name) || field.args.some(isRequiredArgument)) return null;
  const type = getNamedType(field.type);
  if (isLeafType(type)) return field.name;
  if (!isObjectType(type)) return `${field.name} { __typename }`;
  const isRecord = type.getInterfaces().some(({ name }) => name === 'Node');
  if (isRecord && !parts.has(`${parent.name}.${field.name}`)) return `${field.name} { id }`;
  return `${field.name} ${selectionOf(type)}`;
}
