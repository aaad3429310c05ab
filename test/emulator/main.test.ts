import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListChannelsCommand } from '@aws-sdk/client-medialive';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../emulator/start-emulator.ts';
import { createEmulatorClients } from '../_kit/emulator-clients.ts';
import { readableByOthers } from '../_kit/readable-by-others.ts';

const root = resolve(import.meta.dirname, '../..');
let folder: string;
const running: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lunora-emulator-'));
});

afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Runs the emulator as `npm run emulator` does, on free ports unless told otherwise. */
function run(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'emulator/main.ts'], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      LUNORA_DATA_DIR: folder,
      LUNORA_EMULATOR_PORT: '0',
      LUNORA_TABLE_PORT: '0',
      ...env,
    },
  });
  running.push(child);
  let out = '';
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += String(chunk);
  });
  const ended = new Promise<{ code: number | null; said: string }>((done) => {
    child.on('close', (code) => done({ code, said }));
  });
  const control = new Promise<string>((found, missing) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += String(chunk);
      const url = /Control surface\s+(\S+)/.exec(out)?.[1];
      if (url) found(url);
    });
    ended.then(() => missing(new Error(`It ended, saying: ${said}`)));
  });
  control.catch(() => {});
  return { child, control, ended };
}

describe('npm run emulator', () => {
  it('serves MediaLive and the table once it says so, and ends cleanly on Ctrl-C', async () => {
    const { child, control, ended } = run();
    const answer = await fetch(await control);
    expect(answer.status).toBe(200);
    const about = (await answer.json()) as Pick<Emulator, 'endpoints' | 'seeded'>;
    using aws = createEmulatorClients(about);
    const { Channels } = await aws.medialive.send(new ListChannelsCommand({}));
    expect(Channels?.map(({ Id }) => Id)).toEqual([about.seeded.primaryChannelId]);
    expect(await aws.dynamodb.send(new ListTablesCommand({}))).toMatchObject({ TableNames: [] });
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 0, said: '' });
  });

  it('says which port is taken and which setting chooses another', async () => {
    const other = createServer();
    await new Promise<void>((done) => void other.listen(0, '127.0.0.1', done));
    const address = other.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const { code, said } = await run({ LUNORA_EMULATOR_PORT: port }).ended;
    other.close();
    expect(code).toBe(1);
    expect(said).toContain(port);
    expect(said).toContain('LUNORA_EMULATOR_PORT');
    expect(said).not.toContain('    at ');
  });

  it('refuses to run in production', async () => {
    const { code, said } = await run({ NODE_ENV: 'production' }).ended;
    expect(code).toBe(1);
    expect(said).toContain('NODE_ENV=production');
  });

  it('refuses a folder another one is using, which goes on', async () => {
    const { control } = run();
    const url = await control;
    const { code, said } = await run().ended;
    expect(code).toBe(1);
    expect(said).toContain('LUNORA_DATA_DIR');
    expect((await fetch(url)).status).toBe(200);
  });

  it('keeps what it makes from other users of the machine, and can be started again after it was killed', async () => {
    const dataDir = join(folder, 'made-by-it');
    const first = run({ LUNORA_DATA_DIR: dataDir });
    await first.control;
    expect(await readableByOthers(dataDir)).toEqual([]);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = run({ LUNORA_DATA_DIR: dataDir });
    expect((await fetch(await second.control)).status).toBe(200);
  });
});
