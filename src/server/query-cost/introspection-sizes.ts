import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { ListSize } from './list-sizes.ts';

const fieldsOf = (type: GraphQLNamedType) =>
  isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];

const mean = (lengths: readonly number[]): number =>
  lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);

/**
 * Sizes of the lists of introspection: the mean over the types, and over the types that fields have where that is more.
 * The longest would refuse what every tool asks.
 */
export function introspectionSizes(schema: GraphQLSchema): Readonly<Record<string, ListSize>> {
  const types = Object.values(schema.getTypeMap());
  const fields = types.flatMap(fieldsOf);
  const ofFields = fields.map(({ type }) => getNamedType(type));
  const perType = (lengthOf: (type: GraphQLNamedType) => number): number =>
    Math.max(mean(types.map(lengthOf)), mean(ofFields.map(lengthOf)));
  const sizes = {
    '__Schema.types': types.length,
    '__Schema.directives': schema.getDirectives().length,
    '__Type.fields': perType((type) => fieldsOf(type).length),
    '__Type.interfaces': perType((type) => (isObjectType(type) ? type.getInterfaces().length : 0)),
    '__Type.possibleTypes': perType((type) =>
      isAbstractType(type) ? schema.getPossibleTypes(type).length : 0,
    ),
    '__Type.enumValues': perType((type) => (isEnumType(type) ? type.getValues().length : 0)),
    '__Type.inputFields': perType((type) =>
      isInputObjectType(type) ? Object.keys(type.getFields()).length : 0,
    ),
    '__Field.args': mean(fields.map(({ args }) => args.length)),
    '__Directive.args': mean(schema.getDirectives().map(({ args }) => args.length)),
    '__Directive.locations': mean(schema.getDirectives().map(({ locations }) => locations.length)),
  };
  return Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, () => size]));
}
