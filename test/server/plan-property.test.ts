import fc from 'fast-check';
import { buildSchema, execute, parse } from 'graphql';
import { expect, it } from 'vitest';
import { createExecutor } from '../../src/server/create-executor.ts';
import { planAnswer } from '../../src/server/plan-answer.ts';

const schema = buildSchema(`
  type Query { thing: Thing things: [Thing!] must: Thing! grid: [[Int!]]! }
  type Subscription { thing: Thing things: [Thing!] must: Thing! grid: [[Int!]]! }
  type Thing { name: String size: Int! kind: Kind! ratio: Float part(n: Int! = 1, of: String): Thing parts: [Thing]! tags: [String!] note: Note }
  enum Kind { A B }
  scalar Note
`);
// What is written down as nothing is an error, too.
Object.assign(schema.getType('Note') ?? {}, {
  serialize: (note: unknown) => (note === 'empty' ? null : note),
});
const leaves = ['note', 'name', 'size', 'kind', 'ratio', 'tags', '__typename'];

type Arbitrary = fc.Arbitrary<unknown>;
/** How resolvers behave in a run: what goes wrong at once, and promises. Not both: graphql-js leaves rejections unhandled then. */
interface Manner {
  one(value: Arbitrary): Arbitrary;
  many(value: fc.Arbitrary<unknown[]>): Arbitrary;
  name: Arbitrary;
}

const thrower = () => {
  throw new Error('thrown');
};
const odd = (value: Arbitrary): Arbitrary =>
  fc.oneof(
    { weight: 30, arbitrary: value },
    { weight: 3, arbitrary: value.map((each) => (args: object) => (JSON.stringify(args) ? each : null)) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(null, undefined, thrower, new Error('given')) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<unknown>('other', 7.5, {}, [null], new Array(1), new Set(['x'])),
    },
  );
const wrong: Manner = { one: odd, many: odd, name: odd(fc.string({ maxLength: 3 })) };

const late = (value: Arbitrary): Arbitrary =>
  fc.oneof(
    { weight: 30, arbitrary: value },
    { weight: 1, arbitrary: value.map((each) => () => Promise.resolve(each)) },
  );
const waiting: Manner = {
  one: late,
  many: (value) =>
    fc.oneof(
      { weight: 9, arbitrary: late(value) },
      { weight: 1, arbitrary: value.map((items) => () => items.map((item) => Promise.resolve(item))) },
    ),
  name: fc.constantFrom('right', 'right', 'right', () => Promise.reject(new Error('rejected'))),
};

const thing = (manner: Manner, depth: number): Arbitrary => {
  const { one, many, name } = manner;
  const deeper = depth > 0 ? thing(manner, depth - 1) : fc.constant({ size: 1, kind: 'A', parts: [] });
  return fc.record({
    name,
    size: one(fc.nat(9)),
    kind: one(fc.constantFrom('A', 'B')),
    ratio: one(fc.double({ noNaN: true, noDefaultInfinity: true })),
    tags: many(fc.array(fc.string({ maxLength: 2 }), { maxLength: 2 })),
    note: one(fc.constantFrom('note', 'note', 'note', 'empty')),
    part: one(deeper),
    parts: many(fc.array(deeper, { maxLength: 2 })),
  });
};
const root = (manner: Manner) =>
  fc.record({
    thing: manner.one(thing(manner, 2)),
    things: manner.many(fc.array(thing(manner, 2), { maxLength: 3 })),
    must: manner.one(thing(manner, 2)),
    grid: manner.one(fc.array(fc.array(fc.nat(9), { maxLength: 2 }), { maxLength: 2 })),
  });
const roots = fc.oneof(root(wrong), root(waiting));

const alias = fc.constantFrom('', '', '', 'x: ', 'name: ', '__proto__: ');
const fields = (depth: number): fc.Arbitrary<string> => {
  const leaf = fc.tuple(alias, fc.constantFrom(...leaves)).map((parts) => parts.join(''));
  const inner = depth > 0 ? fields(depth - 1) : leaf.map((each) => `{ ${each} }`);
  const field = fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 2, arbitrary: fc.tuple(alias, inner).map(([as, each]) => `${as}part ${each}`) },
    { weight: 1, arbitrary: fc.tuple(alias, inner).map(([as, each]) => `${as}part(n: $n, of: "o") ${each}`) },
    { weight: 2, arbitrary: inner.map((each) => `parts ${each}`) },
    { weight: 1, arbitrary: inner.map((each) => `... on Thing ${each}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('...Shared', '...Shared @include(if: $in)', 'size @skip(if: true)'),
    },
    { weight: 1, arbitrary: inner.map((each) => `... @skip(if: $in) ${each}`) },
  );
  return fc.array(field, { minLength: 1, maxLength: 4 }).map((each) => `{ ${each.join(' ')} }`);
};
const selections = fc.array(
  fc.oneof(
    fc.constant('grid'),
    fc.tuple(fc.constantFrom('thing', 'things', 'must'), fields(2)).map((each) => each.join(' ')),
  ),
  { minLength: 1, maxLength: 3 },
);
const documents = fc
  .tuple(fc.constantFrom('query', 'subscription'), selections)
  .map(
    ([operation, each]) =>
      `${operation} ($n: Int! = 3, $in: Boolean! = true) { ${each.join(' ')} } fragment Shared on Thing { name parts { size } }`,
  );
const variables = fc.constantFrom({}, { in: false }, { n: 2 }, { n: 2, in: true }, { n: null }, { n: 'x' });

/** Byte for byte but for the order of errors, which the specification leaves open where resolvers wait. */
function comparable(answer: unknown): string {
  const { errors, ...rest } = JSON.parse(JSON.stringify(answer)) as { errors?: unknown[] };
  const sorted = errors?.map((error) => JSON.stringify(error)).sort();
  return JSON.stringify(sorted ? { errors: sorted, ...rest } : rest);
}

it('answers as graphql-js does, whatever is asked and whatever resolvers do', async () => {
  let planned = 0;
  await fc.assert(
    fc.asyncProperty(documents, roots, variables, async (source, rootValue, variableValues) => {
      const document = parse(source);
      const args = { schema, document, rootValue, variableValues };
      const expected = comparable(await execute(args));
      if (planAnswer(schema, document, null)?.(args)) planned += 1;
      // Another selection of the same document first: nothing of it may be left.
      const run = createExecutor(schema);
      await run({ ...args, variableValues: { in: false } });
      expect(comparable(await run(args))).toBe(expected);
      expect(comparable(await run(args))).toBe(expected);
    }),
    { numRuns: 1_000 },
  );
  expect(planned).toBeGreaterThan(100);
});
