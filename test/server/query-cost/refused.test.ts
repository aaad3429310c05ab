import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEventStream } from '../../_kit/event-stream.ts';
import { openSocket } from '../../_kit/graphql-socket.ts';
import { putOutput } from '../../pubsub/outputs.ts';
import { startEdge, tokens } from '../edge.ts';

let edge: Awaited<ReturnType<typeof startEdge>>;
beforeAll(async () => {
  edge = await startEdge({ maxQueryCost: 50, maxAnswerValues: 300, mutationsPerSecond: 1_000 });
});
afterAll(() => edge.close());

const many = (count: number, field: string): string =>
  Array.from({ length: count }, (_, n) => `a${n}: ${field}`).join(' ');
const costly = `{ ${many(60, 'nested { hello }')} }`;
/** Ten messages at least are counted. */
const costlyToFollow = `subscription { output { ${many(50, 'name')} } }`;
const refusal = { code: 'COST_EXCEEDED', cost: 66, maxCost: 50 };

it('refuses a query that costs too much with a code, its cost and the bound, by POST, GET and socket', async () => {
  const posted = await edge.post({ query: costly });
  const { errors } = (await posted.json()) as { errors: { message: string; extensions: object }[] };
  expect(errors[0]?.extensions).toEqual(refusal);
  expect(errors[0]?.message).toContain('costs up to 66; 50 are allowed');
  const strict = await edge.post({ query: costly }, { accept: 'application/graphql-response+json' });
  expect(strict.status).toBe(400);
  expect(await strict.json()).toEqual({ errors });
  const got = await fetch(`${edge.endpoint}?query=${encodeURIComponent(costly)}`, {
    headers: { authorization: `Bearer ${tokens.viewer}` },
  });
  expect(await got.json()).toEqual({ errors });
  const socket = openSocket(edge.endpoint, tokens.viewer);
  const { errors: said } = await socket.subscribe(costly).next();
  expect(said).toMatchObject([{ extensions: { code: 'COST_EXCEEDED', cost: 66, maxCost: 50 } }]);
  await socket.dispose();
});

it('refuses a mutation before it happens', async () => {
  const touch = async (query: string) => (await edge.post({ query })).json();
  const { data } = (await touch('mutation { touch }')) as { data: { touch: number } };
  expect(await touch(`mutation { ${many(600, 'touch')} }`)).toMatchObject({
    errors: [{ extensions: { code: 'COST_EXCEEDED' } }],
  });
  expect(await touch('mutation { touch }')).toEqual({ data: { touch: data.touch + 1 } });
});

it('refuses a subscription when it begins, before anything is told', async () => {
  await edge.store.change(putOutput('standing', 'flow'));
  const made = edge.madeBytes();
  const socket = openSocket(edge.endpoint, tokens.viewer);
  const followed = socket.subscribe(costlyToFollow);
  expect(await followed.next()).toMatchObject({
    errors: [
      { message: expect.stringContaining('6 a message, 10 messages'), extensions: { code: 'COST_EXCEEDED' } },
    ],
  });
  expect(await followed.over()).toBe('complete');
  const stream = await openEventStream(edge.endpoint, tokens.viewer, costlyToFollow);
  expect(await stream.next()).toMatchObject({ errors: [{ extensions: { code: 'COST_EXCEEDED' } }] });
  stream.stop();
  expect(edge.madeBytes()).toBe(made);
  await socket.dispose();
});

it('ends an answer with more values than the bound, and a message of a subscription with more than a tenth', async () => {
  const answer = await edge.post({ query: `{ ${many(301, 'hello')} }` });
  const { errors } = (await answer.json()) as { errors: { message: string; extensions: object }[] };
  expect(errors).toMatchObject([{ extensions: { code: 'COST_EXCEEDED', maxValues: 300 } }]);
  expect(errors[0]?.message).toContain('300 values');

  const socket = openSocket(edge.endpoint, tokens.viewer);
  const tooLong = { errors: [{ extensions: { code: 'COST_EXCEEDED', maxValues: 30 } }] };
  const followed = socket.subscribe(`subscription { output { ${many(31, 'kind')} } }`);
  const shared = socket.subscribe(`subscription { output { kind ${many(30, 'later')} } }`);
  for (const messages of [followed, shared]) {
    // The snapshot, its bookmark, and a change once both are told by the same group.
    for (let n = 0; n < 2; n += 1) expect(await messages.next()).toMatchObject(tooLong);
  }
  await edge.store.change(putOutput('standing', 'flow', 'next'));
  for (const messages of [followed, shared]) expect(await messages.next()).toMatchObject(tooLong);
  const within = socket.subscribe('subscription { output { kind name } }');
  expect(await within.next()).toMatchObject({ data: { output: { kind: 'SNAPSHOT' } } });
  await socket.dispose();
});
