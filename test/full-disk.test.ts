import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type App, startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';

let disk: string;
const mounted = await mountDisk();
const apps: App[] = [];

/** A disk of a few megabytes. Only root may mount one: elsewhere the test says why it is skipped. */
async function mountDisk(): Promise<boolean> {
  disk = await mkdtemp(join(tmpdir(), 'lunora-disk-'));
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', disk]);
  if (status === 0) return true;
  const reason = `A small disk cannot be mounted here, so the test of a full one is skipped: ${stderr ?? ''}`;
  if (process.env['CI'] && process.getuid?.() === 0) throw new Error(reason);
  process.stderr.write(`${reason}\n`);
  return false;
}

afterEach(async () => {
  for (const app of apps.splice(0)) await app.close().catch(() => {});
});
afterAll(async () => {
  if (mounted) spawnSync('umount', [disk]);
  await rm(disk, { recursive: true, force: true });
});

async function start(): Promise<App> {
  const config = readConfig({
    LUNORA_DATA_DIR: join(disk, 'lunora'),
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

/** Takes what is left of the disk. */
async function fill(): Promise<string> {
  const filler = join(disk, 'filler');
  const { bavail, bsize } = await statfs(disk);
  await writeFile(filler, Buffer.alloc(bavail * bsize)).catch(() => {});
  return filler;
}

describe.skipIf(!mounted)('a full disk', { timeout: 120_000 }, () => {
  it('stops writing, not serving; with space and a restart all that was answered is there', async () => {
    const app = await start();
    const made: string[] = [];
    const add = async (name: string) => {
      const answer = await make(app, name);
      if (answer.data?.createDestination.destination) made.push(name);
      return answer;
    };
    await add('before');
    const filler = await fill();
    let refused: Made | null = null;
    for (let index = 0; index < 100 && !refused; index += 1) {
      const answer = await add(`while filling ${index}`);
      if (answer.errors) refused = answer;
    }
    expect(refused?.errors?.[0]?.extensions.code).toBe('UNAVAILABLE');
    expect(await names(app)).toEqual([...made].sort());

    await rm(filler);
    // A log that ends in half a record must not be written on.
    expect((await add('after')).errors?.[0]?.extensions.code).toBe('UNAVAILABLE');
    await app.close();
    apps.splice(0);
    const again = await start();
    expect(await names(again)).toEqual([...made].sort());
    expect((await make(again, 'again')).data?.createDestination.destination).toEqual({ name: 'again' });
  });
});
