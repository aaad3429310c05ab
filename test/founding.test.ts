import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { CreateInputCommand } from '@aws-sdk/client-medialive';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../emulator/start-emulator.ts';
import { startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { createEmulatorClients } from './_kit/emulator-clients.ts';

let emulator: Emulator;
let folder: string;
beforeAll(async () => {
  emulator = await startEmulator({ timeScale: 0, table: true });
  folder = await mkdtemp(join(tmpdir(), 'lunora-founding-'));
});
afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true, force: true });
});

/** Lunora as it runs beside the real AWS, against the local one and its table. Returns its installation's id. */
async function start(settings: Record<string, string>): Promise<string> {
  const config = readConfig({
    LUNORA_AWS: 'aws',
    LUNORA_PORT: '0',
    LUNORA_ADMIN_TOKEN: 'fake-admin-token-0000',
    LUNORA_SECRET_KEY: 'a fake secret key, long enough for tests',
    LUNORA_LOG_LEVEL: 'silent',
    ...settings,
  });
  const app = await startApp(config, { localAws: emulator });
  const { installationId } = app.store;
  await app.close();
  return installationId;
}

async function tableNames(): Promise<string[]> {
  using aws = createEmulatorClients(emulator);
  return (await aws.dynamodb.send(new ListTablesCommand({}))).TableNames ?? [];
}

it('does not found an installation in a table whose name may be mistyped, and makes no table', async () => {
  await expect(start({ LUNORA_TABLE: 'lunora-typo' })).rejects.toThrow(
    /^LUNORA_TABLE: the table lunora-typo holds no installation\..*LUNORA_FOUND=1/,
  );
  expect(await tableNames()).not.toContain('lunora-typo');
});

it('founds one on purpose, and never a second one over it', async () => {
  const id = await start({ LUNORA_TABLE: 'lunora-new', LUNORA_FOUND: '1' });
  expect(await start({ LUNORA_TABLE: 'lunora-new', LUNORA_FOUND: '1' })).toBe(id);
  expect(await start({ LUNORA_TABLE: 'lunora-new' })).toBe(id);
});

it('founds none beside resources at AWS that carry its tag', async () => {
  using aws = createEmulatorClients(emulator);
  const shows = { LUNORA_INSTALLATION_ID: 'shows', LUNORA_FOUND: '1' };
  expect(await start({ ...shows, LUNORA_TABLE: 'lunora-shows' })).toBe('shows');
  await aws.medialive.send(
    new CreateInputCommand({
      Name: 'on air',
      Type: 'MEDIACONNECT',
      RoleArn: emulator.seeded.mediaLiveRoleArn,
      MediaConnectFlows: [{ FlowArn: emulator.seeded.flowArn }],
      Tags: { 'lunora:installation': 'shows', 'lunora:destination': randomUUID() },
    }),
  );
  await expect(start({ ...shows, LUNORA_TABLE: 'lunora-shws' })).rejects.toThrow(
    /^LUNORA_INSTALLATION_ID: AWS has 1 resources of the installation shows/,
  );
  expect(await tableNames()).not.toContain('lunora-shws');
  expect(await start({ ...shows, LUNORA_TABLE: 'lunora-shows' })).toBe('shows');
});

it('founds none in a data folder whose table is lost', async () => {
  const local = (dir: string) => {
    const settings = { LUNORA_PORT: '0', LUNORA_EMULATOR_PORT: '0', LUNORA_TABLE_PORT: '0' };
    return startApp(readConfig({ ...settings, LUNORA_DATA_DIR: dir, LUNORA_LOG_LEVEL: 'silent' }));
  };
  const first = await local(folder);
  await first.close();
  await rm(join(folder, 'emulator', 'table'), { recursive: true });
  await expect(local(folder)).rejects.toThrow(
    new RegExp(
      `^LUNORA_DATA_DIR: ${folder} holds the installation ${first.store.installationId}, but its table is empty`,
    ),
  );
});
