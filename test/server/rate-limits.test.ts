import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServerSettings } from '../../src/server/start-server.ts';
import { openEventStream } from '../_kit/event-stream.ts';
import { type GraphqlSocket, openSocket } from '../_kit/graphql-socket.ts';
import { startEdge, tokens } from './edge.ts';

type Edge = Awaited<ReturnType<typeof startEdge>>;
let edge: Edge;
const sockets: GraphqlSocket[] = [];

async function restart(changes: Partial<ServerSettings>): Promise<void> {
  await edge.close();
  edge = await startEdge(changes);
}

beforeEach(async () => {
  edge = await startEdge();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) await socket.dispose();
  await edge.close();
});

const open = (token: string) => {
  const socket = openSocket(edge.endpoint, token);
  sockets.push(socket);
  return socket;
};

const accepts = ['application/graphql-response+json', 'application/json'];
const post = (query: string, token: string | null, variables = {}, headers: Record<string, string> = {}) =>
  edge.post(
    { query, variables },
    { accept: accepts[0] ?? '', ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
  );

/** A 429 says when to come again, in headers and in the error. */
async function expectRefused(response: Response, limit: number): Promise<number> {
  const seconds = Number(response.headers.get('retry-after'));
  expect(response.status).toBe(429);
  expect(seconds).toBeGreaterThan(0);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': expect.stringMatching(/^\d+$/),
    'ratelimit-reset': String(seconds),
  });
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: seconds } }],
  });
  return seconds;
}

const fields = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => `f${from + n}: touch`).join(' ');

describe('a mutation counts what is executed', () => {
  const viaFragments = (count: number) =>
    `mutation { ...F ... on Mutation { ...G } } fragment F on Mutation { ${fields(count / 2)} }
     fragment G on Mutation { ${fields(count / 2, count)} }`;
  const ids = (count: number) => Array.from({ length: count }, (_, n) => `id${n}`);
  const start = 'mutation ($ids: [ID!]) { startDestinations(input: { ids: $ids }) }';
  const choose = `mutation ($on: Boolean!) { ...F @include(if: $on) touch @skip(if: $on) }
    fragment F on Mutation { ${fields(150)} }`;

  it.each<[string, string, object, number]>([
    ['fields of fragments', viaFragments(150), {}, 150],
    [
      'a fragment used twice once',
      `mutation { ...F ...F } fragment F on Mutation { ${fields(150)} }`,
      {},
      150,
    ],
    ['what has the same name in the answer once', 'mutation { touch touch ... { touch } }', {}, 1],
    ['what a variable includes', choose, { on: true }, 150],
    ['not what a variable leaves out', choose, { on: false }, 1],
    ['each id of a bulk call', start, { ids: ids(150) }, 150],
    [
      'ids in the document',
      `mutation { startDestinations(input: { ids: ${JSON.stringify(ids(99))} }) }`,
      {},
      99,
    ],
    [
      'two bulk calls',
      `mutation ($ids: [ID!]) { a: startDestinations(input: { ids: $ids })
      b: startDestinations(input: { ids: $ids }) }`,
      { ids: ids(70) },
      140,
    ],
    ['a bulk call of nothing as one', start, { ids: [] }, 1],
  ])('%s', async (_what, query, variables, cost) => {
    expect((await post(query, tokens.operator, variables)).status).toBe(200);
    const left = 200 - cost;
    expect((await post(`mutation { ${fields(left)} }`, tokens.operator)).status).toBe(200);
    await expectRefused(await post('mutation { touch }', tokens.operator), 200);
  });

  it('and is refused whole where it makes more changes than are granted at once', async () => {
    for (const accept of accepts) {
      const response = await post(viaFragments(250), tokens.operator, {}, { accept });
      await expectRefused(response, 200);
    }
    expect(await (await post('mutation { touch }', tokens.operator)).json()).toEqual({ data: { touch: 1 } });
  });

  it('but one bulk call is granted at any size, and paid for afterwards', async () => {
    expect((await post(start, tokens.operator, { ids: ids(500) })).status).toBe(200);
    const seconds = await expectRefused(await post('mutation { touch }', tokens.operator), 200);
    expect(seconds).toBe(7);
    edge.clock.advance(seconds * 1_000);
    expect((await post('mutation { touch }', tokens.operator)).status).toBe(200);
  });

  it('over a socket, too', async () => {
    const socket = open(tokens.operator);
    const one = (query: string) => socket.subscribe(query).next();
    expect(await one(`mutation { ...F } fragment F on Mutation { ${fields(200)} }`)).not.toHaveProperty(
      'errors',
    );
    expect(await one('mutation { touch }')).toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: 1 } }],
    });
    await expectRefused(await post('mutation { touch }', tokens.operator), 200);
  });
});

describe('queries', () => {
  const aliases = (count: number) =>
    `{ ${Array.from({ length: count }, (_, n) => `a${n}: requestId`).join(' ')} }`;

  it('are limited for each token by itself, by the fields they call', async () => {
    await restart({ queriesPerSecond: 5 });
    expect((await post(aliases(19), tokens.viewer)).status).toBe(200);
    expect((await post('{ requestId }', tokens.viewer)).status).toBe(200);
    for (const accept of accepts)
      await expectRefused(await post('{ requestId }', tokens.viewer, {}, { accept }), 20);
    const get = await fetch(`${edge.endpoint}?query={requestId}`, {
      headers: { authorization: `Bearer ${tokens.viewer}`, accept: accepts[0] ?? '' },
    });
    await expectRefused(get, 20);
    expect((await post('{ requestId }', tokens.operator)).status).toBe(200);
    expect((await post('mutation { touch }', tokens.viewer)).status).toBe(200);
    edge.clock.advance(1_000);
    expect((await post('{ requestId }', tokens.viewer)).status).toBe(200);
  });

  it('count where their answers are kept', async () => {
    await restart({ queriesPerSecond: 1 });
    for (let n = 0; n < 4; n += 1) expect((await post('{ hello }', tokens.viewer)).status).toBe(200);
    await expectRefused(await post('{ hello }', tokens.viewer), 4);
  });

  it('count over sockets, as do subscriptions on sockets and event streams', async () => {
    await restart({ queriesPerSecond: 1 });
    const socket = open(tokens.viewer);
    await socket.subscribe('subscription { output { kind } }').next();
    expect(await socket.subscribe('{ hello }').next()).toEqual({ data: { hello: 'world' } });
    const stream = await openEventStream(edge.endpoint, tokens.viewer, 'subscription { output { kind } }');
    expect(stream.status).toBe(200);
    stream.stop();
    expect(await socket.subscribe('{ hello }').next()).toEqual({ data: { hello: 'world' } });
    const limited = { errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: 1 } }] };
    expect(await socket.subscribe('{ hello }').next()).toMatchObject(limited);
    expect(await socket.subscribe('subscription { output { kind } }').next()).toMatchObject(limited);
    const refused = await openEventStream(edge.endpoint, tokens.viewer, 'subscription { output { kind } }');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
  });

  it('are limited for all tokens of one address together, whatever it says of itself', async () => {
    await restart({ queriesPerSecond: 10, queriesPerSecondPerAddress: 5 });
    expect((await post(aliases(10), tokens.viewer, {}, { 'x-forwarded-for': '192.0.2.1' })).status).toBe(200);
    expect((await post(aliases(10), tokens.operator, {}, { 'x-forwarded-for': '192.0.2.2' })).status).toBe(
      200,
    );
    await expectRefused(await post('{ hello }', tokens.admin, {}, { 'x-forwarded-for': '192.0.2.3' }), 20);
  });

  it('are told apart behind a proxy that is trusted', async () => {
    await restart({ queriesPerSecond: 10, queriesPerSecondPerAddress: 1, trustedProxies: 1 });
    const from = (forwarded: string) => ({ 'x-forwarded-for': forwarded });
    expect((await post(aliases(4), tokens.viewer, {}, from('192.0.2.1'))).status).toBe(200);
    await expectRefused(await post('{ hello }', tokens.viewer, {}, from('192.0.2.99, 192.0.2.1')), 4);
    expect((await post('{ hello }', tokens.viewer, {}, from('192.0.2.2'))).status).toBe(200);
  });
});

describe('failed sign-ins', () => {
  const wrong = (n: number) => `fake-wrong-token-${n}`;

  it('are limited from one address, and keep nobody out who was in from there', async () => {
    await restart({ failedSignInsPerMinute: 3 });
    expect((await post('{ hello }', tokens.viewer)).status).toBe(200);
    for (let n = 0; n < 3; n += 1) expect((await post('{ hello }', wrong(n))).status).toBe(401);
    for (const accept of accepts) {
      expect(await expectRefused(await post('{ hello }', wrong(4), {}, { accept }), 3)).toBe(20);
    }
    await expectRefused(await post('{ hello }', tokens.operator), 3);
    expect((await post('{ hello }', tokens.viewer)).status).toBe(200);
    edge.clock.advance(20_000);
    expect((await post('{ hello }', tokens.operator)).status).toBe(200);
  });

  it('are limited with one token, from wherever it comes', async () => {
    await restart({ failedSignInsPerMinute: 3, trustedProxies: 1 });
    const from = (n: number) => ({ 'x-forwarded-for': `192.0.2.${n}` });
    for (let n = 0; n < 3; n += 1) expect((await post('{ hello }', wrong(1), {}, from(n))).status).toBe(401);
    await expectRefused(await post('{ hello }', wrong(1), {}, from(9)), 3);
    expect((await post('{ hello }', wrong(2), {}, from(9))).status).toBe(401);
  });

  it('count over sockets, which are closed to come again later', async () => {
    await restart({ failedSignInsPerMinute: 2 });
    for (let n = 0; n < 2; n += 1) {
      const socket = open(wrong(n));
      socket.subscribe('{ hello }');
      expect(await socket.closed()).toMatchObject({ code: 4403 });
    }
    const socket = open(wrong(3));
    socket.subscribe('{ hello }');
    expect(await socket.closed()).toMatchObject({ code: 1013, reason: 'Too many failed sign-ins' });
    await expectRefused(await post('{ hello }', tokens.viewer), 2);
  });

  it('without a token are limited from one address, and keep out nobody who shows one or comes from another', async () => {
    await restart({ failedSignInsPerMinute: 2, trustedProxies: 1 });
    const ask = (address: string, method = 'POST') =>
      fetch(edge.endpoint, {
        method,
        headers: { 'x-forwarded-for': address, origin: 'https://allowed.example' },
        ...(method === 'POST' && { body: '{}' }),
      });
    for (let n = 0; n < 5; n += 1) expect((await ask('192.0.2.1', 'OPTIONS')).status).toBe(204);
    for (let n = 0; n < 2; n += 1) expect((await ask('192.0.2.1')).status).toBe(401);
    await expectRefused(await ask('192.0.2.1'), 2);
    expect((await ask('192.0.2.2')).status).toBe(401);
    const from = { 'x-forwarded-for': '192.0.2.1' };
    expect((await post('{ hello }', tokens.viewer, {}, from)).status).toBe(200);
    expect((await post('{ hello }', 'fake-wrong-token', {}, from)).status).toBe(401);
    edge.clock.advance(30_000);
    expect((await ask('192.0.2.1')).status).toBe(401);
  });
});

it('says when to come again where a token holds too many streams', async () => {
  await restart({ socketsPerToken: 1 });
  const stream = await openEventStream(edge.endpoint, tokens.viewer, 'subscription { output { kind } }');
  await stream.next();
  const refused = await openEventStream(edge.endpoint, tokens.viewer, 'subscription { output { kind } }');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(refused.headers.get('ratelimit-limit')).toBe('1');
  stream.stop();
});
