import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../emulator/start-emulator.ts';
import { startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { createMemoryTable } from '../src/store/memory-table.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ timeScale: 0, table: false });
});
afterAll(() => emulator.close());

const keyOf = (n: number) => `fake secret key ${n} of more than 32 characters`;

it('does not start with another secret key than the one its installation began with', async () => {
  const table = createMemoryTable();
  const start = (n: number) =>
    startApp(readConfig({ LUNORA_PORT: '0', LUNORA_LOG_LEVEL: 'silent', LUNORA_SECRET_KEY: keyOf(n) }), {
      localAws: emulator,
      table,
    });
  const first = await start(1);
  await first.close();
  await expect(start(2)).rejects.toThrow(
    /^LUNORA_SECRET_KEY: the stream keys of the installation \w+ are sealed with another key\./,
  );
  const again = await start(1);
  expect(again.store.installationId).toBe(first.store.installationId);
  await again.close();
});

it('finds it out by a stream key, too, in a table from before there was a check word', async () => {
  const memory = createMemoryTable();
  const withoutWord = {
    ...memory,
    get: (key: { pk: string; sk: string }) =>
      key.pk === 'SECRET' ? Promise.resolve(undefined) : memory.get(key),
  };
  const start = (n: number) =>
    startApp(
      readConfig({
        LUNORA_PORT: '0',
        LUNORA_LOG_LEVEL: 'silent',
        LUNORA_ADMIN_TOKEN: 'fake-admin-token-0000',
        LUNORA_SECRET_KEY: keyOf(n),
      }),
      { localAws: emulator, table: withoutWord },
    );
  const first = await start(1);
  const query =
    'mutation { createDestination(input: { name: "A", platform: YOUTUBE, streamKey: "fake-fake-fake-0001" }) { destination { id } } }';
  const created = await fetch(`${first.url}/graphql`, {
    method: 'POST',
    body: JSON.stringify({ query }),
    headers: { 'content-type': 'application/json', authorization: 'Bearer fake-admin-token-0000' },
  });
  expect(JSON.stringify(await created.json())).toContain('"id"');
  await first.close();
  await expect(start(2)).rejects.toThrow(/^LUNORA_SECRET_KEY: /);
});
