import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Messages } from '../../_kit/messages.ts';
import { say } from '../../pubsub/outputs.ts';
import { tokens } from '../edge.ts';
import { startFollowed } from './followers.ts';
import { numbersOf, outputOf, startLongChanges, toldOf, upTo } from './long-changes.ts';

const query = 'subscription ($after: String) { output(after: $after) { kind id name } }';

let edge: Awaited<ReturnType<typeof startFollowed>>;
const opened: WebSocket[] = [];
let changes: ReturnType<typeof startLongChanges>;
beforeEach(async () => {
  edge = await startFollowed({ keepEntries: 100 });
  changes = startLongChanges(edge);
});
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.terminate();
  await edge[Symbol.asyncDispose]();
});

/** A client by hand, which can stop reading. */
async function connect(operations = 1) {
  const socket = new WebSocket(`${edge.endpoint.replace(/^http/, 'ws')}`, 'graphql-transport-ws');
  opened.push(socket);
  const messages = new Messages();
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('open', resolve));
  const send = (message: object) => socket.send(JSON.stringify(message));
  socket.on('message', (data) => {
    const { type, id, payload } = JSON.parse(String(data));
    if (type === 'connection_ack') {
      for (let n = 1; n <= operations; n += 1) send({ id: `${n}`, type: 'subscribe', payload: { query } });
    }
    if (type === 'next' && id === '1') messages.push(payload);
  });
  send({ type: 'connection_init', payload: { authorization: `Bearer ${tokens.viewer}` } });
  await messages.next();
  await expect.poll(edge.groups).toBe(1);
  return { socket, messages, closed, send };
}

it('serves one that stopped reading from the log when it returns; it cost little, and nobody noticed', async () => {
  const quick = edge.socket().subscribe(query);
  await quick.next();
  const { socket, messages } = await connect(20);
  socket.pause();
  await changes.flood(quick);
  expect(numbersOf(quick)).toEqual(upTo(changes.last()));
  socket.resume();
  await expect.poll(changes.slowReaders).toBe(0);
  await changes.change();
  await messages.next(changes.isLast);
  const numbers = numbersOf(messages);
  if (toldOf(messages).some(({ kind }) => kind === 'RESYNC')) throw new Error('The log was kept for it.');
  expect(numbers).toEqual(upTo(changes.last()));
}, 30_000);

it('tells one that returns when the log has gone on without it to begin again', async () => {
  const quick = edge.socket().subscribe(query);
  await quick.next();
  const { socket, messages } = await connect();
  socket.pause();
  await changes.flood(quick);
  for (let n = 0; n < 150; n += 1) await edge.store.change(say('something'));
  await edge.store.checkpoint();
  socket.resume();
  await messages.next((message) => outputOf(message).kind === 'RESYNC');
  await messages.next((message) => outputOf(message).kind === 'BOOKMARK');
  const numbers = numbersOf(messages);
  const heard = numbers.findIndex(Number.isNaN);
  expect(numbers.slice(0, heard)).toEqual(upTo(heard));
  expect(
    toldOf(messages)
      .slice(heard)
      .map(({ kind }) => kind),
  ).toEqual(['RESYNC', 'SNAPSHOT']);
  expect(numbers.at(-1)).toBe(changes.last());
}, 30_000);

it('closes one that leaves it unread for a minute with 1013', async () => {
  const quick = edge.socket().subscribe(query);
  await quick.next();
  const { socket, closed } = await connect();
  socket.pause();
  await changes.flood(quick);
  for (let n = 0; n < 5; n += 1) edge.clock.advance(12_000);
  socket.resume();
  expect(await closed).toBe(1013);
  await expect.poll(changes.slowReaders).toBe(0);
}, 30_000);

it('cuts one that does not read that either', async () => {
  const quick = edge.socket().subscribe(query);
  await quick.next();
  const { socket } = await connect();
  socket.pause();
  await changes.flood(quick);
  quick.end('enough');
  edge.clock.advance(60_000);
  edge.clock.advance(5_000);
  await expect.poll(changes.slowReaders).toBe(0);
  await expect.poll(async () => (await edge.metrics.subscriptions.get()).values[0]?.value).toBeLessThan(2);
}, 30_000);

it('closes one that sends too many messages with 1008', async () => {
  const { send, closed } = await connect();
  for (let n = 0; n < 1_000; n += 1) send({ type: 'ping' });
  expect(await closed).toBe(1008);
});

it('refuses an operation whose id would be told with every message and is long', async () => {
  const { socket, send } = await connect();
  const refused = new Promise<string>((resolve) => socket.on('message', (data) => resolve(String(data))));
  send({ id: 'x'.repeat(300), type: 'subscribe', payload: { query } });
  expect(JSON.parse(await refused)).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'BAD_USER_INPUT' } }],
  });
});

it('opens no more event streams for a token than sockets', async () => {
  await edge[Symbol.asyncDispose]();
  edge = await startFollowed({ socketsPerToken: 1 });
  await (await edge.stream(query)).next();
  expect((await edge.stream(query)).status).toBe(429);
  expect((await edge.stream(query, {}, tokens.admin)).status).toBe(200);
});
