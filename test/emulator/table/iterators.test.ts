import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTable, type Table } from '../../../emulator/start-table.ts';
import { askAgain } from '../../_kit/ask-again.ts';

const dynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
const { AbstractLevel } = dynalite('abstract-level') as {
  AbstractLevel: { prototype: { attachResource(it: object): void; detachResource(it: object): void } };
};

const edits = 1_000;
const itemBytes = 32 * 1024;
const items = 20;
const megabyte = 1024 * 1024;

/** LevelDB keeps its log and a few tables, of 4 MB each, until they are compacted. */
const mostOnDisk = 32 * megabyte;

describe.each(['a folder', 'memory'])('a table kept in %s', (where) => {
  let folder: string;
  let table: Table;
  let client: DynamoDBClient;
  const opened = new Set<object>();
  let everOpened = 0;

  beforeEach(async () => {
    opened.clear();
    everOpened = 0;
    const { attachResource, detachResource } = AbstractLevel.prototype;
    vi.spyOn(AbstractLevel.prototype, 'attachResource').mockImplementation(function (this: object, it) {
      opened.add(it);
      everOpened += 1;
      attachResource.call(this as never, it);
    });
    vi.spyOn(AbstractLevel.prototype, 'detachResource').mockImplementation(function (this: object, it) {
      opened.delete(it);
      detachResource.call(this as never, it);
    });
    folder = await mkdtemp(join(tmpdir(), 'lunora-table-'));
    table = await startTable({ host: '127.0.0.1', port: 0, path: where === 'memory' ? null : folder });
    client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${table.port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    await client.send(
      new CreateTableCommand({
        TableName: 'records',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'N' },
        ],
      }),
    );
    await askAgain(() => put(0));
  });

  afterEach(async () => {
    client.destroy();
    await table.close();
    vi.restoreAllMocks();
    await rm(folder, { recursive: true });
  });

  const put = (index: number) =>
    client.send(
      new PutItemCommand({
        TableName: 'records',
        Item: {
          pk: { S: 'log' },
          sk: { N: String(index % items) },
          // Nothing that compresses: LevelDB would hide how much it keeps.
          body: { S: randomBytes(itemBytes).toString('base64') },
        },
      }),
    );
  const query = (Limit?: number) =>
    client.send(
      new QueryCommand({
        TableName: 'records',
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'log' } },
        ...(Limit && { Limit }),
      }),
    );

  it('closes every iterator: of reads to the end, of pages, of lists and of deletions', async () => {
    await Promise.all([1, 2, 3].map(put));
    await query();
    expect((await query(2)).LastEvaluatedKey).toBeDefined();
    await client.send(new ScanCommand({ TableName: 'records', Limit: 1 }));
    await client.send(new ListTablesCommand({ Limit: 1 }));
    await client.send(new DeleteTableCommand({ TableName: 'records' }));
    expect(everOpened).toBeGreaterThanOrEqual(5);
    await expect.poll(() => opened.size).toBe(0);
  });

  it.runIf(where === 'a folder')(
    'keeps on disk what is there and not what was, over edits and reads',
    { timeout: 60_000 },
    async () => {
      for (let index = 0; index < edits; index += 20) {
        await Promise.all(Array.from({ length: 20 }, (_, more) => put(index + more)));
        await query(1);
      }
      // LevelDB compacts behind the writes.
      await expect.poll(() => bytesIn(folder)).toBeLessThan(mostOnDisk);
      await expect.poll(() => opened.size).toBe(0);
    },
  );
});

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).then(({ size }) => size)));
  return sizes.reduce((sum, size) => sum + size, 0);
}
