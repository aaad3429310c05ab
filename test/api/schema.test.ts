import { readFileSync } from 'node:fs';
import {
  buildSchema,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/schema/index.ts';

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const contract = buildSchema(read('contract.graphql'));

describe('the schema', () => {
  it('takes nothing away from the contract', () => {
    expect(findBreakingChanges(contract, schema)).toEqual([]);
  });

  it('changes no default and no type of the contract', () => {
    const ofDefaults = findDangerousChanges(contract, schema).filter(
      ({ type }) => type === 'ARG_DEFAULT_VALUE_CHANGE',
    );
    expect(ofDefaults).toEqual([]);
    expect(inputDefaults(schema)).toEqual(expect.objectContaining(inputDefaults(contract)));
  });

  it('promises an answer wherever the contract does, and nothing more', () => {
    const ours = outputTypes(schema);
    const differing = Object.entries(outputTypes(contract)).filter(([field, type]) => ours[field] !== type);
    expect(differing).toEqual([]);
  });

  it('is the one that is committed as schema.graphql', () => {
    expect(read('../../schema.graphql')).toBe(`${printSchema(lexicographicSortSchema(schema))}\n`);
  });

  it('says by what each scalar of its own is specified', () => {
    const urls = typesOf(schema)
      .filter(isScalarType)
      .map(({ name, specifiedByURL }) => [name, URL.canParse(specifiedByURL ?? '')]);
    expect(urls).toEqual([
      ['Cursor', true],
      ['DateTime', true],
    ]);
  });

  it('describes every type, field, argument and enum value', () => {
    expect(undescribed(schema)).toEqual([]);
  });
});

function typesOf(of: GraphQLSchema) {
  return Object.values(of.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
}

function undescribed(of: GraphQLSchema): string[] {
  const named: [string, string | null | undefined][] = [];
  for (const type of typesOf(of)) {
    named.push([type.name, type.description]);
    if (isEnumType(type))
      for (const value of type.getValues()) named.push([`${type.name}.${value.name}`, value.description]);
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields()))
        named.push([`${type.name}.${field.name}`, field.description]);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      named.push([`${type.name}.${field.name}`, field.description]);
      for (const arg of field.args) named.push([`${type.name}.${field.name}(${arg.name})`, arg.description]);
    }
  }
  return named.filter(([, description]) => !description?.trim()).map(([name]) => name);
}

function inputDefaults(of: GraphQLSchema): Record<string, unknown> {
  const inputs = typesOf(of).filter(isInputObjectType);
  return Object.fromEntries(
    inputs.flatMap((type) =>
      Object.values(type.getFields()).map((field) => [
        `${type.name}.${field.name}`,
        field.defaultValue ?? null,
      ]),
    ),
  );
}

function outputTypes(of: GraphQLSchema): Record<string, string> {
  const objects = typesOf(of).filter((type) => isObjectType(type) || isInterfaceType(type));
  return Object.fromEntries(
    objects.flatMap((type) =>
      Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, String(field.type)]),
    ),
  );
}
