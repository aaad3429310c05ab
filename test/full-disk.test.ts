import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type App, startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { openDataFolder } from '../src/data-folder.ts';
import { mountDisk } from './_kit/mount-disk.ts';
import { startProcess } from './_kit/start-process.ts';

const disk = await mountDisk(12);
const apps: App[] = [];

afterEach(async () => {
  for (const app of apps.splice(0)) await app.close().catch(() => {});
});
afterAll(() => disk?.unmount());

async function start(folder = 'lunora'): Promise<App> {
  const config = readConfig({
    LUNORA_DATA_DIR: join(disk?.path ?? '', folder),
    LUNORA_PORT: '0',
    LUNORA_EMULATOR_PORT: '0',
    LUNORA_TABLE_PORT: '0',
    LUNORA_TIME_SCALE: '0',
  });
  const logDestination = new Writable({ write: (_line, _encoding, done) => done() });
  const app = await startApp(config, { logDestination });
  apps.push(app);
  return app;
}

async function ask<T>(app: App, query: string, variables: object = {}): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${app.port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${app.adminToken}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as T;
}

interface Made {
  data: { createDestination: { destination: { name: string } | null } } | null;
  errors?: { extensions: { code: string } }[];
}

const make = (app: App, name: string) =>
  ask<Made>(
    app,
    'mutation ($name: String!) { createDestination(input: { name: $name, platform: CUSTOM, url: "rtmp://192.0.2.10/live", streamKey: "fake-key-0000-1111" }) { destination { name } userErrors { code } } }',
    { name },
  );
const names = async (app: App) =>
  (
    await ask<{ data: { destinations: { nodes: { name: string }[] } } }>(
      app,
      '{ destinations(first: 500) { nodes { name } } }',
    )
  ).data.destinations.nodes
    .map(({ name }) => name)
    .sort();

/** The table is opened again within seconds. */
const pollOptions = { timeout: 60_000, interval: 500 };

describe.skipIf(!disk)('a full disk', { timeout: 120_000 }, () => {
  it('stops writing, not serving, and writes again by itself once there is space', async () => {
    const app = await start();
    const made: string[] = [];
    const add = async (name: string) => {
      const answer = await make(app, name);
      if (answer.data?.createDestination.destination) made.push(name);
      return answer;
    };
    await add('before');
    await disk?.fill();
    let refused: Made | null = null;
    for (let index = 0; index < 100 && !refused; index += 1) {
      const answer = await add(`while filling ${index}`);
      if (answer.errors) refused = answer;
    }
    expect(refused?.errors?.[0]?.extensions.code).toBe('UNAVAILABLE');
    expect(await names(app)).toEqual([...made].sort());

    await disk?.free();
    let tries = 0;
    await expect
      .poll(async () => {
        tries += 1;
        return (await add(`after ${tries}`)).data?.createDestination.destination;
      }, pollOptions)
      .toBeTruthy();
    // What was refused as UNAVAILABLE may have come about.
    expect(await names(app)).toEqual(expect.arrayContaining(made));
    await app.close();
    apps.splice(0);
    const again = await start();
    expect(await names(again)).toEqual(expect.arrayContaining(made));
    expect((await make(again, 'again')).data?.createDestination.destination).toEqual({ name: 'again' });
  });

  it('keeps from starting, in a sentence that names the file, and leaves no half file behind', async () => {
    const path = join(disk?.path ?? '', 'new');
    const folder = await openDataFolder(path);
    await disk?.fill();
    await expect(folder.keep('secret-key', () => 'a fake key')).rejects.toThrow(
      /secret-key cannot be written \(ENOSPC.*Free space on its disk, then start again\.$/,
    );
    folder.close();
    await expect(start('new')).rejects.toThrow(/secret-key cannot be written \(ENOSPC.*Free space/);
    expect(await readdir(path)).toEqual([]);
    await disk?.free();
    await expect(start('new')).resolves.toBeDefined();
  });

  it('lets the process stop in order, and name what it could not keep', async () => {
    const run = startProcess('lunora', join(disk?.path ?? '', 'stop'), { LUNORA_LOG_LEVEL: 'error' });
    await run.serving;
    const [, control] = await run.says(/Local AWS\s+(\S+)/);
    await disk?.fill();
    await fetch(`${control}/settings`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '{"timeScale":1}',
    });
    run.signal('SIGTERM');
    const { code, said } = await run.ended;
    expect({ code, said }).toEqual({ code: 1, said: '' });
    const last = JSON.parse(run.out().trim().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ msg: 'shutdown failed' });
    expect(last).not.toHaveProperty('err');
    expect(last.reasons).toEqual([
      expect.stringMatching(
        /^The account of the local AWS in \S+ cannot be written \(ENOSPC[^()]*\)\. Free space on its disk\.$/,
      ),
    ]);
    await disk?.free();
  });
});
