/** How long a store over dynalite takes to start with 10,000 records: from rows, and from the log alone. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../src/clock.ts';
import { put } from '../src/domain/change.ts';
import { newCondition, newWork } from '../src/domain/new-work.ts';
import type { Records } from '../src/domain/records.ts';
import { createStore } from '../src/store/create-store.ts';
import { createDynamoTable } from '../src/store/dynamo-table.ts';

const records = 10_000;
const dynalite = createRequire(import.meta.url)('dynalite') as (options: object) => Server;

const folder = await mkdtemp(join(tmpdir(), 'lunora-bench-'));
const server = dynalite({ path: folder, createTableMs: 0 }).listen(0, '127.0.0.1');
await once(server, 'listening');
const client = new DynamoDBClient({
  endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
const open = () =>
  createStore({
    table: createDynamoTable({ client, tableName: 'bench' }),
    clock: systemClock,
    consequences: () => ({ changes: [], events: [] }),
  });

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  console.log(`${what}: ${Math.round(performance.now() - startedAt)} ms`);
  return result;
}

const destination = (i: number, now: string): Records['destination'] => ({
  id: `destination-${i}`,
  name: `Destination ${i}`,
  platform: 'YOUTUBE',
  deliveryMode: 'DEDICATED_CHANNEL',
  protocol: 'RTMPS',
  url: 'rtmps://a.rtmps.youtube.com/live2',
  backupUrl: null,
  srt: null,
  streamKey: { sealed: 'x'.repeat(80), fingerprint: 'abcdef', setAt: now, version: 1 },
  presetId: 'youtube-1080p30',
  flowId: 'arn:aws:mediaconnect:eu-west-1:111122223333:flow:1-bench:bench',
  tags: [],
  desired: 'STOPPED',
  startWithoutSource: false,
  force: false,
  version: 1,
  configVersion: 1,
  restartFor: null,
  wishedAt: now,
  createdAt: now,
  updatedAt: now,
  work: newWork,
  condition: newCondition,
  sessionId: null,
});

const store = await open();
await timed(`${records} changes, grouped`, () =>
  Promise.all(
    Array.from({ length: records }, (_, i) =>
      store.change((state, now) => ({
        changes: [put(state, 'destination', destination(i, now))],
        events: [],
        value: null,
      })),
    ),
  ),
);
console.log(`entries: ${store.state.position}`);
await timed('start from the log alone', open);
await timed('checkpoint of all rows', () => store.checkpoint());
await timed('start from rows', open);
const [one] = store.state.all('destination');
await timed('100 changes, one after the other', async () => {
  for (let i = 0; i < 100 && one; i += 1) {
    await store.change((state) => ({
      changes: [put(state, 'destination', { ...one, version: i })],
      events: [],
      value: null,
    }));
  }
});
await store.close();
client.destroy();
server.close();
await rm(folder, { recursive: true });
