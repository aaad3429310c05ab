import { buildSchema, execute, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExecutor } from '../../src/server/create-executor.ts';
import { settled } from '../_kit/manual-clock.ts';

const schema = buildSchema(`
  type Query { one: Thing list: [Thing] strict: [Thing!] nested: [[Thing]] }
  type Thing { a: String b: String bad: String thing: Thing things: [Thing] }
`);
const fails = () => Promise.reject(new Error('later'));
const bad = () => new Error('at once');

/** Values that resolvers make whole: promises in them are on their way before anybody reads them. */
const worlds: Record<string, Record<string, () => unknown>> = {
  'two promises of one object': { one: () => ({ a: fails(), b: fails() }) },
  'promises of an object and of one within': {
    one: () => ({ thing: { a: fails(), b: fails() }, b: fails() }),
  },
  'a promise after an error': { one: () => ({ bad: bad(), a: fails(), b: fails() }) },
  'promises in a list': { list: () => [fails(), fails()] },
  'a promise after an object in a list': { list: () => [{ a: 'x' }, fails()] },
  'promises of objects in a list': { list: () => [1, 2, 3].map(() => ({ a: fails(), b: fails() })) },
  'promises after an error in a list': { list: () => [bad(), fails(), { a: fails() }] },
  'promises in lists of lists': { nested: () => [[{ a: fails() }], [fails(), { b: fails() }]] },
  'promises of objects deep in a list': {
    list: () => [{ things: [{ thing: { a: fails() } }, { b: fails() }] }, { b: fails() }],
  },
};
const fields = '{ bad a b thing { bad a b } things { a b thing { a } } }';
const document = parse(`{ one ${fields} list ${fields} strict ${fields} nested ${fields} }`);

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', note));
afterAll(() => void process.off('unhandledRejection', note));

/** The promises that were rejected to nobody. */
async function left(): Promise<readonly unknown[]> {
  await settled();
  await new Promise((resolve) => setImmediate(resolve));
  return unhandled;
}

describe('a plan that gives up', () => {
  it.each(Object.entries(worlds))('leaves no rejected promise to nobody: %s', async (_what, world) => {
    unhandled.length = 0;
    const run = createExecutor(schema);
    const expected = await execute({ schema, document, rootValue: world });
    for (let round = 0; round < 2; round += 1) {
      const answer = await run({ schema, document, rootValue: world, contextValue: {} });
      expect(answer.data).toEqual(expected.data);
      expect(answer.errors?.map(String).sort()).toEqual(expected.errors?.map(String).sort());
    }
    expect(await left()).toEqual([]);
  });
});

describe('an answer that is ended for its length', () => {
  it.each(Object.entries(worlds))('leaves no rejected promise to nobody: %s', async (_what, world) => {
    unhandled.length = 0;
    for (const maxValues of [1, 2, 3, 5, 8, 13]) {
      const run = createExecutor(schema, maxValues);
      await run({ schema, document, rootValue: world, contextValue: {} });
    }
    expect(await left()).toEqual([]);
  });
});
