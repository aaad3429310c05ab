import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDynamoTable } from '../../src/store/dynamo-table.ts';
import { imageOf, openStore } from './open-store.ts';
import { count, erase, increment, keepSession, say, session } from './records.ts';
import { createTestClient, startDynalite } from './targets.ts';

interface Sent {
  command: string;
  input: Record<string, unknown>;
}

let folder: string;
let server: Awaited<ReturnType<typeof startDynalite>>;
let client: DynamoDBClient;
let sent: Sent[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lunora-table-'));
  server = await startDynalite({ path: folder });
  client = createTestClient(server.port);
  sent = [];
  client.middlewareStack.add(
    (next, context) => (args) => {
      const { commandName = '' } = context as { commandName?: string };
      sent.push({ command: commandName, input: args.input as Sent['input'] });
      return next(args);
    },
    { step: 'initialize' },
  );
});

afterEach(async () => {
  client.destroy();
  await server.stop();
  await rm(folder, { recursive: true });
});

const newTable = () => createDynamoTable({ client, tableName: 'lunora' });

it('asks for strong consistency in every read it sends', async () => {
  const store = await openStore(newTable(), { keepEntries: 1 });
  await store.change(increment('a'));
  await store.change(erase('a'));
  await store.change(keepSession(session('s', 'd', '2026-11-01T00:00:00.000Z')));
  await store.change(say('d', 'hello'));
  await store.checkpoint();
  await store.catchUp();
  await store.historyFor().events({ newestFirst: true, limit: 1, from: { position: 9, index: 0 } });
  await store.historyFor().latestEventsOf(['a', 'd'], 30);
  await store.historyFor().sessions({ limit: 1 });
  await store.historyFor().sessionsById(['s']);
  const other = await openStore(newTable());
  await other.entriesAfter(other.floor, 10);

  const reads = sent.filter(({ command }) => /Get|Query|Scan/.test(command));
  const kinds = new Set(reads.map(({ command }) => command));
  expect([...kinds].sort()).toEqual(['BatchGetItemCommand', 'GetItemCommand', 'QueryCommand']);
  for (const { command, input } of reads) {
    const asked = command === 'BatchGetItemCommand' ? Object.values(input['RequestItems'] ?? {}) : [input];
    for (const read of asked) expect(read, command).toMatchObject({ ConsistentRead: true });
  }
  expect(sent.filter(({ command }) => /Transact|Batch(Write|Execute)|TimeToLive/.test(command))).toEqual([]);
});

it('sends one conditional write and one copy for a change', async () => {
  const store = await openStore(newTable());
  await store.change(increment('a'));
  sent.length = 0;
  await store.change(increment('a'));
  expect(sent.map(({ command }) => command)).toEqual(['PutItemCommand', 'UpdateItemCommand']);
});

it('reads the newest events of 50 subjects in one request', async () => {
  const store = await openStore(newTable());
  const ids = Array.from({ length: 50 }, (_, i) => `subject-${i}`);
  await Promise.all(ids.map((id) => store.change(say(id, 'x'.repeat(500)))));
  await store.checkpoint();
  sent.length = 0;
  const latest = await store.historyFor().latestEventsOf(ids, 5);
  expect(latest.every((events) => events.length === 1)).toBe(true);
  expect(sent.map(({ command }) => command)).toEqual(['BatchGetItemCommand']);
});

it('reads more items than fit into one answer', async () => {
  const store = await openStore(newTable());
  const ids = Array.from({ length: 130 }, (_, i) => `subject-${i}`);
  await Promise.all(ids.map((id) => store.change(say(id, 'x'.repeat(20_000)))));
  await store.checkpoint();
  const latest = await store.historyFor().latestEventsOf(ids, 1);
  expect(latest.filter((events) => events.length === 1)).toHaveLength(130);
  const all = await store.historyFor().events({ newestFirst: false, limit: 200 });
  expect(all.map(({ subjectId }) => subjectId)).toEqual(ids);
});

it('says UNAVAILABLE while its table is away, heals when it is back, and finds all it kept', async () => {
  const store = await openStore(newTable());
  await store.change(increment('a'));
  const { port } = server;
  await server.stop();
  await expect(store.change(increment('a'))).rejects.toMatchObject({
    name: 'UnavailableError',
    code: 'UNAVAILABLE',
  });
  await expect(store.catchUp()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(store.checkpoint()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(count(store.state, 'a')).toBe(1);

  server = await startDynalite({ path: folder, port });
  expect(await store.change(increment('a'))).toBe(2);
  await store.checkpoint();
  expect(imageOf((await openStore(newTable())).state)).toEqual(imageOf(store.state));
});

it('does not start without its table, and says so', async () => {
  await server.stop();
  await expect(openStore(newTable())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  server = await startDynalite({ path: folder });
});

it('gives up on a table that takes the request and never answers', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const quiet = createTestClient((silent.address() as AddressInfo).port);
  const table = createDynamoTable({ client: quiet, tableName: 'lunora', timeoutMs: 50 });
  await expect(table.get({ pk: 'HEAD', sk: 'HEAD' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  quiet.destroy();
  silent.close();
});

it('counts the wait for a connection not as silence of the table', async () => {
  const answer = JSON.stringify({});
  const slow = createHttpServer((_request, response) => {
    setTimeout(() => response.setHeader('content-type', 'application/x-amz-json-1.0').end(answer), 250);
  }).listen(0, '127.0.0.1');
  await once(slow, 'listening');
  const narrow = createTestClient((slow.address() as AddressInfo).port, 1);
  const table = createDynamoTable({ client: narrow, tableName: 'lunora', timeoutMs: 900, maxSockets: 1 });
  const answers = Array.from({ length: 6 }, () => table.get({ pk: 'HEAD', sk: 'HEAD' }));
  expect(await Promise.all(answers)).toEqual(answers.map(() => undefined));
  narrow.destroy();
  slow.close();
});

it('gives up when the client never comes to send anything', async () => {
  const table = createDynamoTable({ client, tableName: 'lunora', timeoutMs: 50 });
  client.middlewareStack.add(() => () => new Promise(() => {}), { step: 'initialize', priority: 'low' });
  await expect(table.put({ pk: 'a', sk: 'b' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
