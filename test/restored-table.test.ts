import {
  CreateTableCommand,
  DescribeTableCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { startEmulator } from '../emulator/start-emulator.ts';
import { startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { askAgain } from './_kit/ask-again.ts';
import { createEmulatorClients } from './_kit/emulator-clients.ts';

it('goes on with a table restored under another name, as the installation it was, without founding one', async () => {
  const emulator = await startEmulator({ timeScale: 0, table: true });
  const start = (settings: Record<string, string>) =>
    startApp(
      readConfig({
        LUNORA_AWS: 'aws',
        LUNORA_PORT: '0',
        LUNORA_ADMIN_TOKEN: 'fake-admin-token-0000',
        LUNORA_SECRET_KEY: 'a fake secret key, long enough for tests',
        LUNORA_LOG_LEVEL: 'silent',
        ...settings,
      }),
      { localAws: emulator },
    );
  try {
    const first = await start({ LUNORA_TABLE: 'lunora-first', LUNORA_FOUND: '1' });
    const { installationId, state } = first.store;
    const presets = [...state.all('preset')];
    expect(presets.length).toBeGreaterThan(0);
    await first.close();

    using aws = createEmulatorClients(emulator);
    // As DynamoDB does: all items, in a new table of the same keys.
    const { Table } = await aws.dynamodb.send(new DescribeTableCommand({ TableName: 'lunora-first' }));
    const TableName = 'lunora-restored';
    await aws.dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: Table?.KeySchema,
        AttributeDefinitions: Table?.AttributeDefinitions,
      }),
    );
    const { Items = [], LastEvaluatedKey } = await aws.dynamodb.send(
      new ScanCommand({ TableName: 'lunora-first' }),
    );
    expect(LastEvaluatedKey).toBeUndefined();
    for (const Item of Items)
      await askAgain(() => aws.dynamodb.send(new PutItemCommand({ TableName, Item })));

    const restored = await start({ LUNORA_TABLE: TableName });
    expect(restored.store.installationId).toBe(installationId);
    expect([...restored.store.state.all('preset')]).toEqual(presets);
    await restored.close();
  } finally {
    await emulator.close();
  }
});
