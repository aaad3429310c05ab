import { join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTable, type Table } from '../../../emulator/start-table.ts';
import { askAgain } from '../../_kit/ask-again.ts';
import { mountDisk } from '../../_kit/mount-disk.ts';

const disk = await mountDisk(24);
afterAll(() => disk?.unmount());

let table: Table;
let client: DynamoDBClient;
const lines: string[] = [];

async function start(): Promise<void> {
  table = await startTable({
    host: '127.0.0.1',
    port: 0,
    path: join(disk?.path ?? '', 'table'),
    reopenMs: 20,
    log: (line) => lines.push(line),
  });
  client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${table.port}`,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

async function stop(): Promise<void> {
  client.destroy();
  await table.close();
}

const put = (n: number) =>
  client.send(
    new PutItemCommand({
      TableName: 'records',
      Item: { pk: { S: String(n) }, body: { S: `${n} `.repeat(1_000) } },
    }),
  );

async function kept(): Promise<number[]> {
  const found: number[] = [];
  for (let from: Record<string, never> | undefined, more = true; more; more = from !== undefined) {
    const page = await client.send(new ScanCommand({ TableName: 'records', ExclusiveStartKey: from }));
    found.push(...(page.Items ?? []).map((item) => Number(item['pk']?.S)));
    from = page.LastEvaluatedKey as typeof from;
  }
  return found;
}

describe.skipIf(!disk)('a table on a full disk', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    await start();
    await client.send(
      new CreateTableCommand({
        TableName: 'records',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      }),
    );
    await askAgain(() => put(0));
  });
  afterEach(() => void lines.splice(0));
  afterAll(stop);

  it('loses nothing that it answered, over writes at once and a disk that fills up and empties', async () => {
    const answered = [0];
    let last = 0;
    for (let round = 0; round < 6; round += 1) {
      await disk?.fill();
      let refused = 0;
      while (refused === 0) {
        const writes = Array.from({ length: 16 }, async () => {
          last += 1;
          const n = last;
          await put(n);
          answered.push(n);
        });
        const results = await Promise.allSettled(writes);
        refused = results.filter(({ status }) => status === 'rejected').length;
      }
      expect(lines.at(-1)).toMatch(/^The table in .* cannot be written \(.*No space left.*\)\. Free space/);
      const read = await client.send(new GetItemCommand({ TableName: 'records', Key: { pk: { S: '0' } } }));
      expect(read.Item?.['pk']?.S).toBe('0');
      await disk?.free();
      await expect.poll(() => lines.at(-1)).toMatch(/^The table in .* is written again\.$/);
      expect(await kept()).toEqual(expect.arrayContaining(answered));
    }
    await stop();
    await start();
    expect(await kept()).toEqual(expect.arrayContaining(answered));
  });

  it('answers reads while it is opened again, and refuses writes with what to do', async () => {
    await disk?.fill();
    await expect.poll(() => put(-1).then(() => '', String)).toMatch(/cannot be written .* Free space/);
    const reads = Array.from({ length: 200 }, (_, index) => {
      if (index === 100) void disk?.free();
      return client.send(new GetItemCommand({ TableName: 'records', Key: { pk: { S: '0' } } }));
    });
    for (const { Item } of await Promise.all(reads)) expect(Item?.['pk']?.S).toBe('0');
    await expect.poll(() => put(-2).then(() => 'written', String)).toBe('written');
  });
});
