import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { settled } from '../../_kit/manual-clock.ts';
import type { Message } from '../../_kit/messages.ts';
import { putOutput } from '../../pubsub/outputs.ts';
import { tokens } from '../edge.ts';
import { startFollowed } from './followers.ts';
import { type HandSocket, openHandSocket } from './hand-socket.ts';

const mostBytes = 1024 * 1024;
const list = (length: number) => `{ long(length: ${length}) }`;
type Output = { id: string | null };
/** Nobody else is told the same: it names who asks. */
const personal = 'subscription { output { kind id name me } }';
const codeOf = ({ errors }: Message) => errors?.[0]?.extensions?.['code'];

let edge: Awaited<ReturnType<typeof startFollowed>>;
const opened: WebSocket[] = [];
beforeEach(async () => {
  edge = await startFollowed({ keepEntries: 10_000 });
});
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.terminate();
  await edge[Symbol.asyncDispose]();
});

async function connect(): Promise<HandSocket> {
  const client = await openHandSocket(edge.endpoint, tokens.viewer);
  opened.push(client.socket);
  return client;
}

const slowReaders = async () => (await edge.metrics.slowReaders.get()).values[0]?.value;

describe('a socket that stops reading', () => {
  it('costs at most 1 MiB whatever it asked for, and nobody else notices', async () => {
    for (let n = 0; n < 50; n += 1) {
      await edge.store.change(putOutput(`${n}`, 'flow-a', `${n} ${'y'.repeat(20_000)}`));
    }
    const client = await connect();
    const other = edge.socket();
    client.socket.pause();
    for (let n = 0; n < 20; n += 1) client.subscribe(`stream ${n}`, personal);
    for (let n = 0; n < 25; n += 1) client.subscribe(`list ${n}`, list(300_000));
    for (let n = 0; n < 5; n += 1) client.send({ type: 'ping', payload: { text: 'z'.repeat(60_000) } });

    // What was made and is not yet written is held somewhere, beside what is written and not read.
    const cost = () => {
      const { unread, written } = client.atServer();
      return unread + Math.max(0, edge.madeBytes() - written);
    };
    let most = 0;
    while ((await slowReaders()) === 0) {
      most = Math.max(most, cost());
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (let n = 0; n < 50; n += 1) {
      await edge.store.change(putOutput(`${n}`, 'flow-a', `${n} changed`));
      expect(await other.subscribe('{ whoAmI }').next()).toEqual({ data: { whoAmI: 'viewer VIEWER' } });
      most = Math.max(most, cost());
    }
    expect(most).toBeLessThanOrEqual(mostBytes);
    expect(edge.madeBytes()).toBeLessThan(25 * 300_000);

    client.socket.resume();
    for (let n = 0; n < 25; n += 1) {
      const { data } = await client.told(`list ${n}`).next();
      expect(String(data?.['long'])).toHaveLength(300_000);
      expect(await client.told(`list ${n}`).over()).toBe('complete');
    }
    await edge.store.change(putOutput('end', 'flow-a', 'the end'));
    for (let n = 0; n < 20; n += 1) {
      const stream = client.told(`stream ${n}`);
      await stream.next(({ data }) => (data?.['output'] as Output | undefined)?.id === 'end');
      expect(stream.all.some(({ errors }) => errors)).toBe(false);
    }
    await expect.poll(slowReaders).toBe(0);
  }, 60_000);

  it('is closed with 1013 after a minute, and nothing it waited for is made any more', async () => {
    const client = await connect();
    client.socket.pause();
    for (let n = 0; n < 50; n += 1) client.subscribe(`${n}`, list(300_000));
    await expect.poll(slowReaders).toBe(1);
    edge.clock.advance(60_000);
    const before = edge.madeBytes();
    expect(before).toBeLessThan(50 * 300_000);
    client.socket.resume();
    expect(await client.closed).toBe(1013);
    await expect.poll(async () => (await edge.metrics.sockets.get()).values[0]?.value).toBe(0);
    await settled();
    expect(edge.madeBytes()).toBe(before);
  }, 30_000);
});

describe('an answer longer than 640 KiB', () => {
  it('is refused over a socket, which goes on, and given over plain HTTP', async () => {
    const socket = edge.socket();
    expect(codeOf(await socket.subscribe(list(700_000)).next())).toBe('BAD_USER_INPUT');
    expect(await socket.subscribe(list(600_000)).next()).toMatchObject({ data: {} });
    const answer = (await (await edge.post({ query: list(700_000) })).json()) as { data: { long: string } };
    expect(answer.data.long.length).toBe(700_000);
  });

  const names = Array.from({ length: 8 }, (_, n) => `name${n}: name`).join(' ');
  it.each([names, `me ${names}`])('is refused in a subscription to { %s }, which goes on', async (fields) => {
    const query = `subscription { output { ${fields} } }`;
    const streams = [edge.socket().subscribe(query), await edge.stream(query)];
    for (const stream of streams) await stream.next();
    await edge.store.change(putOutput('one', 'flow-a', 'x'.repeat(100_000)));
    await edge.store.change(putOutput('one', 'flow-a', 'short'));
    for (const stream of streams) {
      expect(codeOf(await stream.next())).toBe('BAD_USER_INPUT');
      expect((await stream.next()).data?.['output']).toMatchObject({ name7: 'short' });
    }
  });
});

it('answers the operations of a socket in the order they were asked for', async () => {
  const client = await connect();
  const order: string[] = [];
  client.socket.on('message', (data) => {
    const { type, id } = JSON.parse(String(data));
    if (type === 'next') order.push(id);
  });
  const ids = Array.from({ length: 30 }, (_, n) => `${n}`);
  for (const id of ids) client.subscribe(id, '{ whoAmI }');
  for (const id of ids) await client.told(id).over();
  expect(order).toEqual(ids);
});

it('answers a ping with what it said', async () => {
  const client = await connect();
  const pong = new Promise((resolve) =>
    client.socket.once('message', (data) => resolve(JSON.parse(String(data)))),
  );
  client.send({ type: 'ping', payload: { n: 1 } });
  expect(await pong).toEqual({ type: 'pong', payload: { n: 1 } });
});

it('is cut off for a flood of pings of the protocol below', async () => {
  const client = await connect();
  for (let n = 0; n < 1_000; n += 1) client.socket.ping('x'.repeat(125));
  expect(await client.closed).toBe(1006);
});

it('is closed with 1008 for a message in too many pieces', async () => {
  const client = await connect();
  for (let n = 0; n < 1_000; n += 1) client.socket.send('{', { fin: false });
  expect(await client.closed).toBe(1008);
});

it('refuses a request that does not say which operation it means, and goes on', async () => {
  const client = await connect();
  client.subscribe('both', 'query A { whoAmI } query B { whoAmI }');
  expect(await client.told('both').over()).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  client.subscribe('one', '{ whoAmI }');
  expect(await client.told('one').next()).toMatchObject({ data: {} });
});
