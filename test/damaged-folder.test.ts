import { cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type App, startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { keepPosition } from '../src/keep-position.ts';

let home: string;
/** A folder that an app was closed on in order, with a destination in it. */
let whole: string;
let folder: string;
const apps: App[] = [];
const logged: string[] = [];

const start = async (path: string) => {
  const config = readConfig({
    LUNORA_DATA_DIR: path,
    LUNORA_PORT: '0',
    LUNORA_EMULATOR_PORT: '0',
    LUNORA_TABLE_PORT: '0',
    LUNORA_TIME_SCALE: '0',
  });
  const logDestination = new Writable({
    write(line, _encoding, done) {
      logged.push(String(line));
      done();
    },
  });
  const app = await startApp(config, { logDestination });
  apps.push(app);
  return app;
};

const addDestination = async (app: App, name: string) => {
  const response = await fetch(`${app.url.replace(/\/graphql$/, '')}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${app.adminToken}` },
    body: JSON.stringify({
      query:
        'mutation ($name: String!) { createDestination(input: { name: $name, platform: CUSTOM, url: "rtmp://192.0.2.10/live", streamKey: "fake-key-0000-1111" }) { destination { id } userErrors { code message } } }',
      variables: { name },
    }),
  });
  return (await response.json()) as {
    data: { createDestination: { destination: unknown; userErrors: { code: string }[] } };
  };
};

const names = (app: App) => [...app.store.state.all('destination')].map(({ name }) => name);

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lunora-damaged-'));
  whole = join(home, 'whole');
  const app = await start(whole);
  const answer = await addDestination(app, 'kept');
  expect(answer.data.createDestination.userErrors).toEqual([]);
  await app.close();
  apps.splice(0);
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function copyOf(source: string): Promise<string> {
  folder = join(home, `copy-${Math.random().toString(36).slice(2)}`);
  await cp(source, folder, { recursive: true, filter: (path) => !path.endsWith('lock') });
  return folder;
}

const table = (...path: string[]) => join(folder, 'emulator', 'table', ...path);
const tableFile = async (ending: RegExp) => {
  const found = (await readdir(table())).filter((name) => ending.test(name));
  const sized = await Promise.all(
    found.map(async (name) => ({ name, size: (await stat(table(name))).size })),
  );
  return table(sized.sort((a, b) => b.size - a.size)[0]?.name ?? '');
};

const cutInHalf = async (file: string) => truncate(file, Math.floor((await stat(file)).size / 2));

/** Changes one bit, so far into the file. */
async function flipIn(file: string, part: number): Promise<void> {
  const bytes = await readFile(file);
  const at = Math.floor(bytes.length * part);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(file, bytes);
}

describe('a data folder that lost something', () => {
  it.each([
    ['its secret key', () => rm(join(folder, 'secret-key')), /secret-key is missing\. Restore it/],
    [
      'what its secret key held',
      () => writeFile(join(folder, 'secret-key'), ''),
      /secret-key is not 32 bytes/,
    ],
    [
      'what its admin token held',
      () => writeFile(join(folder, 'admin-token'), ''),
      /admin-token is empty.* Remove the file/,
    ],
    [
      'its table',
      () => rm(table(), { recursive: true }),
      /holds the installation .*, but its table is empty/,
    ],
    [
      'the end of its log',
      async () => cutInHalf(await tableFile(/\.log$/)),
      /ends at change \d+, but had \d+.* Restore/,
    ],
    [
      'its log',
      async () => rm(await tableFile(/\.log$/)),
      /is damaged \(.*\.log is missing; make an empty file of that name.*\)\. Restore/,
    ],
    [
      'what stood in the middle of its log',
      async () => flipIn(await tableFile(/\.log$/), 0.5),
      /is damaged \(.*\.log, byte \d+ does not match its checksum\)\. Restore/,
    ],
    [
      'what the local AWS kept',
      () => rm(join(folder, 'emulator', 'account.json')),
      /account\.json is missing, though .*table holds something\. Restore/,
    ],
    [
      'half of what the local AWS kept',
      () => cutInHalf(join(folder, 'emulator', 'account.json')),
      /account\.json is damaged\. Restore the folder from a backup, or set LUNORA_DATA_DIR/,
    ],
    ['the name of its manifest', () => rm(table('CURRENT')), /CURRENT is missing.* Restore the folder/],
    [
      'the end of its manifest',
      async () => truncate(await tableFile(/^MANIFEST/), 20),
      /is damaged \(.*\)\. Restore the folder/,
    ],
    [
      'its manifest',
      async () => rm(await tableFile(/^MANIFEST/)),
      /is damaged \(.*MANIFEST.*\)\. Restore the folder/,
    ],
  ] as const)('does not start without %s, and says what to do', async (_what, lose, sentence) => {
    await copyOf(whole);
    await lose();
    const kept = await readdir(folder);
    await expect(start(folder)).rejects.toThrow(sentence);
    // Nothing was made in its place.
    expect((await readdir(folder)).sort()).toEqual(kept.sort());
  });

  it('starts with a file of the table that a kill left half written', async () => {
    await copyOf(whole);
    await writeFile(table('009999.ldb'), Buffer.alloc(5_000, 7));
    await writeFile(table('009998.ldb'), '');
    const app = await start(folder);
    expect(app.url).toContain('http');
    await app.close();
  });

  it('starts with what is left once its position is removed', async () => {
    await copyOf(whole);
    await cutInHalf(await tableFile(/\.log$/));
    await expect(start(folder)).rejects.toThrow('position to go on without');
    await rm(join(folder, 'position'));
    await expect(start(folder)).resolves.toBeDefined();
  });
});

it('says that it made a new admin token where one was lost, and only then', async () => {
  await copyOf(whole);
  const file = join(folder, 'admin-token');
  const lost = (await readFile(file, 'utf8')).trim();
  await rm(file);
  const said = () => logged.splice(0).filter((line) => /admin token/i.test(line));
  said();
  const app = await start(folder);
  expect(app.adminToken).not.toBe(lost);
  expect(app.adminToken).toBe((await readFile(file, 'utf8')).trim());
  expect(said()).toEqual([
    expect.stringContaining(
      `The admin token ${file} was missing. A new one is in the file, and the old one no longer works.`,
    ),
  ]);
  const { status } = await fetch(`http://127.0.0.1:${app.port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${lost}` },
    body: JSON.stringify({ query: '{ tokens { id } }' }),
  });
  expect(status).toBe(401);
  await app.close();
  await start(folder);
  await start(join(home, 'first'));
  expect(said()).toEqual([]);
});

describe('a copy of the data folder', () => {
  it('restores all of it, with its keys, elsewhere', async () => {
    await copyOf(whole);
    const app = await start(folder);
    expect(names(app)).toEqual(['kept']);
    expect(app.adminToken).toBe((await readFile(join(whole, 'admin-token'), 'utf8')).trim());
  });

  it('starts also when it was made while the folder was in use', async () => {
    await copyOf(whole);
    const app = await start(folder);
    await addDestination(app, 'later');
    const copied = await start(await copyOf(folder));
    expect(names(copied).sort()).toEqual(['kept', 'later']);
  });
});

it('keeps no position beyond the table while it runs, so that a copy made meanwhile starts', async () => {
  await copyOf(whole);
  let position = 1_000;
  const store = {
    get state() {
      return { position } as App['store']['state'];
    },
    onEntry: () => () => {},
  };
  const kept = { path: folder, read: async () => String(900) };
  const stop = await keepPosition(store, kept, { warn: () => {} });
  expect(Number(await readFile(join(folder, 'position'), 'utf8'))).toBeLessThan(900);
  position = 1_001;
  await stop();
  expect(Number(await readFile(join(folder, 'position'), 'utf8'))).toBe(1_001);
});
