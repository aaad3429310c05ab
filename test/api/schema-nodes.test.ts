import { type GraphQLObjectType, isObjectType, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../../src/resolvers/global-id.ts';
import { schema } from '../../src/schema/index.ts';

const objects = Object.values(schema.getTypeMap()).filter(
  (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
);
const isNode = (type: GraphQLObjectType) => type.getInterfaces().some(({ name }) => name === 'Node');
const nodes = objects.filter(isNode);

/** A store that merges objects by `id` (Apollo, graphcache, Relay) takes whatever has one for the object of that id. */
describe('an object of the schema', () => {
  it('has a field id only where it is a Node, and always then', () => {
    const identified = objects.filter((type) => type.getFields()['id']);
    expect(identified.map(({ name }) => name)).toEqual(nodes.map(({ name }) => name));
    expect(nodes.length).toBeGreaterThan(5);
    for (const type of nodes) expect(String(type.getFields()['id']?.type)).toBe('ID!');
  });

  it('is found again by its id if it is a Node', () => {
    expect(nodeTypes).toEqual(expect.arrayContaining(nodes.map(({ name }) => name)));
  });
});

describe('two Nodes in one selection', () => {
  const names = [...new Set(nodes.flatMap((type) => Object.keys(type.getFields())))].sort();
  const conflicting = names.filter((field) => {
    const fragments = nodes
      .filter((type) => type.getFields()[field])
      .map((type) => `... on ${type.name} { ${selectionOf(type, field)} }`);
    const query = `{ node(id: "x") { ${fragments.join(' ')} } }`;
    return validate(schema, parse(query)).length > 0;
  });

  it('agree on what their name is', () => {
    expect(conflicting).not.toContain('name');
  });

  it('differ in no field but those that need an alias', () => {
    expect(conflicting).toEqual(needAlias);
  });
});

/** Documented in docs/realtime.md: what these fields say differs by type. */
const needAlias = ['destinations', 'health', 'observedAt', 'protocol', 'role', 'state'];

function selectionOf(type: GraphQLObjectType, field: string): string {
  const composite = /^\[?(\w+)/.exec(String(type.getFields()[field]?.type))?.[1];
  const of = composite ? schema.getType(composite) : null;
  return of && 'getFields' in of ? `${field} { __typename }` : field;
}
