import { type ExecutionArgs, execute, GraphQLError, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { withoutValues } from '../../src/server/without-values.ts';

const key = 'fake-key-of-nobody; at "x"; 1';
const word = 'fake_key_of_nobody';
const create =
  'mutation ($input: CreateDestinationInput!) { createDestination(input: $input) { destination { id } } }';

/** What GraphQL says of a request, by the first step that refuses it. */
async function refusalsOf(query: string, variableValues: Record<string, unknown> = {}) {
  try {
    const document = parse(query);
    const refusals = validate(schema, document);
    if (refusals.length > 0) return refusals;
    const args: ExecutionArgs = {
      schema,
      document,
      variableValues,
      contextValue: { viewer: { role: 'ADMIN' } },
    };
    return (await execute(args)).errors ?? [];
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

const quoted = JSON.stringify(key);

describe('what is said of a malformed request repeats no value', () => {
  it.each<[string, string, Record<string, unknown>?]>([
    ['a string where a name belongs', `{ destination(id: "a") { ${quoted} } }`],
    ['a block string where a name belongs', `{ destination(id: "a") { """${word}""" } }`],
    ['a name where a colon belongs', `{ destination(id ${word}) { id } }`],
    ['a literal without its quotes', `{ destination(id: ${word}) { id } }`],
    ['a literal of another type', `{ events(first: ${quoted}) { nodes { id } } }`],
    ['a literal where an object belongs', `{ events(filter: ${quoted}) { nodes { id } } }`],
    ['an enum as a string', `{ destinations(filter: { platform: [${quoted}] }) { totalCount } }`],
    ['an unknown enum value', `{ destinations(filter: { platform: [${word}] }) { totalCount } }`],
    ['a literal scalar of ours', `{ sessions(filter: { from: ${quoted} }) { nodes { id } } }`],
    [
      'a variable scalar of ours',
      'query ($from: DateTime) { sessions(filter: { from: $from }) { nodes { id } } }',
      { from: key },
    ],
    ['a field that is left out', create, { input: { name: 'A', streamKey: key } }],
    ['a field too many', create, { input: { name: 'A', platform: 'YOUTUBE', streamKey: key, extra: key } }],
    ['an enum value in a variable', create, { input: { name: 'A', platform: key, streamKey: key } }],
    ['a list for a string', create, { input: { name: 'A', platform: 'YOUTUBE', streamKey: [key] } }],
    ['an object for a string', create, { input: { name: 'A', platform: 'YOUTUBE', streamKey: { key } } }],
    ['a string for an object', create, { input: key }],
    ['a string for an Int', 'query ($first: Int) { events(first: $first) { nodes { id } } }', { first: key }],
    ['an object for an ID', 'query ($id: ID!) { destination(id: $id) { id } }', { id: { key } }],
  ])('%s', async (_what, query, variables) => {
    const refusals = await refusalsOf(query, variables);
    expect(refusals.length).toBeGreaterThan(0);
    for (const refusal of refusals) {
      expect(withoutValues(refusal)).not.toMatch(/fake|nobody/);
      expect(withoutValues(refusal)).not.toBe('');
    }
  });
});

it('says still where it is and what was expected', async () => {
  const first = async (query: string, variables: Record<string, unknown> = {}) => {
    const [refusal] = await refusalsOf(query, variables);
    return refusal && withoutValues(refusal);
  };
  expect(await first(create, { input: { name: 'A', streamKey: key } })).toBe(
    'Variable "$input" got invalid value; Field "platform" of required type "Platform!" was not provided.',
  );
  expect(await first(create, { input: { name: 'A', platform: 'YOUTUB' } })).toBe(
    'Variable "$input" got invalid value at "input.platform"; The value does not exist in "Platform" enum. Did you mean the enum value "YOUTUBE"?',
  );
  expect(await first(`{ events(first: ${quoted}) { nodes { id } } }`)).toBe(
    'Int cannot represent non-integer value.',
  );
  expect(await first(`{ viewer ${quoted} }`)).toBe('Syntax Error: Expected Name, found String.');
  expect(await first('{ nothing }')).toBe('Cannot query field "nothing" on type "Query".');
  expect(await first('query ($id: ID!) { destination(id: $id) { id } }')).toBe(
    'Variable "$id" of required type "ID!" was not provided.',
  );
});
