import { queryObjects } from 'node:v8';
import { Token } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSocket } from '../_kit/graphql-socket.ts';
import { startEdge, tokens } from './edge.ts';

let edge: Awaited<ReturnType<typeof startEdge>>;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.close());

/** A document of so many tokens, most of them a character and a space. */
const ofTokens = (count: number, n = 0) => `{ ${'a '.repeat(count - 3)}f${n} }`;
const refusal = (message: RegExp) => ({
  errors: [{ message: expect.stringMatching(message), extensions: { code: 'BAD_USER_INPUT' } }],
});

it('refuses a document of more than 5,000 tokens before it is taken in whole', async () => {
  const socket = openSocket(edge.endpoint, tokens.viewer);
  for (const [count, why] of [
    [5_000, /selects 4998 fields/],
    [5_001, /more that 5000 tokens/],
  ] as const) {
    const query = ofTokens(count);
    expect(await (await edge.post({ query })).json()).toMatchObject(refusal(why));
    const told = socket.subscribe(query);
    expect(await told.over()).toMatchObject(refusal(why).errors);
  }
  await socket.dispose();
});

it.each([
  ['selections', '{nested'.repeat(2_400) + '}'.repeat(2_400)],
  ['lists', `{ add(b: 1, a: ${'['.repeat(2_400)}${']'.repeat(2_400)}) }`],
])('refuses %s nested too deeply to be parsed as the mistake of who sent them', async (_what, query) => {
  const socket = openSocket(edge.endpoint, tokens.viewer);
  const answer = await edge.post({ query });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject(refusal(/nested too deeply/));
  expect(await socket.subscribe(query).over()).toMatchObject(refusal(/nested too deeply/).errors);
  expect(edge.lines.join()).not.toContain('call stack');
  await socket.dispose();
});

it('keeps of the documents it was sent no more than 256 KiB', async () => {
  const alive = () => queryObjects(Token, { format: 'count' });
  const before = alive();
  for (let n = 0; n < 40; n += 1) await edge.post({ query: ofTokens(4_900, n) });
  await expect.poll(() => alive() - before).toBeLessThan((256 * 1024) / 2);
});
