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
import { findConsequences } from '../src/domain/find-consequences.ts';
import { createStore } from '../src/store/create-store.ts';
import { createDynamoTable } from '../src/store/dynamo-table.ts';
import { flowArn, sampleDestination } from './sample-records.ts';

export interface AppendsResult {
  /** Entries made durable, each after the one before it. */
  perSecond: number;
  /** Changes made durable when 200 are asked for at once and share entries. */
  groupedPerSecond: number;
}

const dynalite = createRequire(import.meta.url)('dynalite') as (options: object) => Server;
const forMs = 3_000;
const atOnce = 200;

/** Appends to the log over the embedded table (dynalite, on disk), all in this process. */
export async function measureAppends(): Promise<AppendsResult> {
  const folder = await mkdtemp(join(tmpdir(), 'lunora-bench-'));
  const server = dynalite({ path: folder, createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    const table = createDynamoTable({ client, tableName: 'bench' });
    const store = await createStore({ table, clock: systemClock, consequences: findConsequences });
    const change = (index: number) =>
      store.change((state) => {
        const destination = sampleDestination(index, flowArn(0));
        const version = (state.get('destination', destination.id)?.version ?? 0) + 1;
        return {
          changes: [put(state, 'destination', { ...destination, version })],
          events: [],
          value: null,
        };
      });
    for (let index = 0; index < atOnce; index += 1) await change(index);

    const perSecond = await rate(async () => {
      await change(0);
      return 1;
    });
    const groupedPerSecond = await rate(async () => {
      await Promise.all(Array.from({ length: atOnce }, (_, index) => change(index)));
      return atOnce;
    });
    await store.close();
    return { perSecond, groupedPerSecond };
  } finally {
    client.destroy();
    server.close();
    await rm(folder, { recursive: true });
  }
}

async function rate(work: () => Promise<number>): Promise<number> {
  const startedAt = performance.now();
  let done = 0;
  while (performance.now() - startedAt < forMs) done += await work();
  return done / ((performance.now() - startedAt) / 1_000);
}
