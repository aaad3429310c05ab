import { buildSchema, GraphQLError, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createExecutor } from '../../src/server/create-executor.ts';

const schema = buildSchema(`
  interface Named { name: String }
  type Query { things(count: Int!): [Thing] named(count: Int!): [Named] one: Thing }
  type Subscription { things(count: Int!): [Thing] }
  type Mutation { add: Thing }
  type Thing implements Named { name: String later: String tags: [String] things(count: Int!): [Thing] }
`);

/** Nullable all over, so that no error ends more than its own field. */
class Thing {
  readonly __typename = 'Thing';
  static resolved = 0;

  get name() {
    Thing.resolved += 1;
    return 'name';
  }

  later() {
    Thing.resolved += 1;
    return Promise.resolve('later');
  }

  tags = ['a', 'b', 'c'];

  things = ({ count }: { count: number }) => Array.from({ length: count }, () => new Thing());
}
const rootValue = {
  things: ({ count }: { count: number }) => Array.from({ length: count }, () => new Thing()),
  named: ({ count }: { count: number }) => Array.from({ length: count }, () => new Thing()),
  add: () => new Thing(),
  one: () => new Thing(),
};
const execute = createExecutor(schema, 1_000);

async function answer(source: string) {
  Thing.resolved = 0;
  return execute({ schema, document: parse(source), rootValue });
}

const tooMany = { errors: [{ extensions: { code: 'COST_EXCEEDED', maxValues: 1_000 } }] };

describe('an answer of more values than one may have is ended, and says the bound', () => {
  it.each([
    ['with a plan', '{ things(count: 1000) { name } }'],
    ['in lists of values', '{ things(count: 300) { tags } }'],
    ['in lists within lists', '{ things(count: 30) { things(count: 40) { name } } }'],
    ['that waits', '{ things(count: 1000) { later name } }'],
    ['that waits further down', '{ one { later } things(count: 30) { things(count: 40) { later name } } }'],
    ['of any type', '{ named(count: 1000) { name } }'],
    ['of a mutation', 'mutation { add { things(count: 1000) { name } } }'],
  ])('%s', async (_what, source) => {
    const result = await answer(source);
    expect(result).toMatchObject(tooMany);
    expect(result).not.toHaveProperty('data');
    expect(result.errors?.[0]).toBeInstanceOf(GraphQLError);
    expect(result.errors?.[0]?.message).toContain('1000');
    // Nothing further was asked: at most as much again as may be answered, where it was asked twice.
    expect(Thing.resolved).toBeLessThanOrEqual(2_000);
  });
});

it('gives a message of a subscription a tenth', async () => {
  expect(await answer('subscription { things(count: 60) { name } }')).toMatchObject({
    errors: [{ extensions: { code: 'COST_EXCEEDED', maxValues: 100 } }],
  });
  expect(await answer('subscription { things(count: 30) { name } }')).not.toHaveProperty('errors');
});

it.each([
  '{ things(count: 300) { name } }',
  '{ things(count: 200) { later } }',
  '{ named(count: 300) { name __typename } }',
])('answers what stays within: %s', async (source) => {
  expect(await answer(source)).not.toHaveProperty('errors');
  // Each execution counts for itself.
  expect(await answer(source)).not.toHaveProperty('errors');
});
