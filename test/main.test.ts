import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readableByOthers } from './_kit/readable-by-others.ts';

const root = resolve(import.meta.dirname, '..');
let folder: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lunora-main-'));
});
afterAll(async () => {
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

interface Run {
  child: ChildProcess;
  /** All that it has said. */
  text(): string;
  says(words: RegExp): Promise<RegExpExecArray>;
  ended: Promise<number | null>;
}

/** The program as `npm start` runs it, on free ports. */
function run(settings: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      LUNORA_PORT: '0',
      LUNORA_EMULATOR_PORT: '0',
      LUNORA_TABLE_PORT: '0',
      LUNORA_DATA_DIR: folder,
      ...settings,
    },
  });
  children.push(child);
  let text = '';
  const heard = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      for (const listener of heard) listener();
    });
  }
  const ended = once(child, 'close').then(([code]: (number | null)[]) => code ?? null);
  const says = (words: RegExp) =>
    new Promise<RegExpExecArray>((done, fail) => {
      const listen = () => {
        const match = words.exec(text);
        if (match) done(match);
      };
      heard.add(listen);
      listen();
      void ended.then(() => fail(new Error(`It ended without saying ${words}:\n${text}`)));
    });
  return { child, text: () => text, says, ended };
}

const serving = /Try it +(http:\S+)\/graphql#token=(\S+)/;

it('serves, says where, refuses a second start on its folder, and stops on Ctrl-C', async () => {
  const first = run();
  const [, url, token] = await first.says(serving);
  expect(first.text()).toMatch(/API +http:\S+\/graphql\n/);
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    body: JSON.stringify({ query: '{ viewer { role } presets { name } }' }),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  });
  expect(await response.json()).toMatchObject({ data: { viewer: { role: 'ADMIN' } } });
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const [, localAws] = await first.says(/Local AWS +(\S+)/);
  expect((await fetch(localAws ?? '')).status).toBe(200);

  const second = run();
  expect(await second.ended).toBe(1);
  expect(second.text()).toMatch(/^LUNORA_DATA_DIR: .* is in use by process \d+/);

  const third = run({ LUNORA_DATA_DIR: join(folder, 'other'), LUNORA_PORT: new URL(url ?? '').port });
  expect(await third.ended).toBe(1);
  expect(third.text()).toContain('LUNORA_PORT: port');

  first.child.kill('SIGINT');
  expect(await first.ended).toBe(0);
  expect(first.text()).not.toMatch(/"level":"(error|warn)"|Error/);
});

it('goes on with the same token and log after it was killed', async () => {
  const before = run();
  const [, , token] = await before.says(serving);
  before.child.kill('SIGKILL');
  await before.ended;
  const after = run();
  expect((await after.says(serving))[2]).toBe(token);
  after.child.kill('SIGTERM');
  expect(await after.ended).toBe(0);
});

it('says which setting is bad before it starts anything', async () => {
  const bad = run({ LUNORA_TIME_SCALE: 'fast' });
  expect(await bad.ended).toBe(1);
  expect(bad.text()).toBe('LUNORA_TIME_SCALE: must be a number\n');
});

it('does not start with the real AWS and no token', async () => {
  const bare = run({ LUNORA_AWS: 'aws' });
  expect(await bare.ended).toBe(1);
  expect(bare.text()).toContain('LUNORA_ADMIN_TOKEN');
});

it('says what to set where AWS has no region and no credentials', async () => {
  const lost = run({
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: 'true',
    LUNORA_AWS: 'aws',
    LUNORA_ADMIN_TOKEN: 'fake-admin-token-0000',
    LUNORA_SECRET_KEY: 'fake secret key of more than 32 characters',
  });
  expect(await lost.ended).toBe(1);
  expect(lost.text()).toMatch(/^AWS_REGION: no region is set\..*\nAWS credentials: none found\..*\n$/);
});

it('says that AWS has no region together with what else is bad', async () => {
  const bad = run({
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: 'true',
    LUNORA_AWS: 'aws',
    LUNORA_ADMIN_TOKEN: 'short',
    LUNORA_SECRET_KEY: 'fake secret key of more than 32 characters',
  });
  expect(await bad.ended).toBe(1);
  expect(bad.text()).toMatch(/^LUNORA_ADMIN_TOKEN: .*\nAWS_REGION: .*\nAWS credentials: .*\n$/);
});

it('prints on the terminal what becomes of a destination, and keeps its files from other users', async () => {
  const lunora = run({ LUNORA_DATA_DIR: join(folder, 'terminal'), LUNORA_TIME_SCALE: '0' });
  const [, url, token] = await lunora.says(serving);
  const ask = async (query: string) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      body: JSON.stringify({ query }),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    });
    return JSON.stringify(await response.json());
  };
  const created = await ask(
    'mutation { createDestination(input: { name: "Main stage", platform: YOUTUBE, streamKey: "fake-fake-fake-0001" }) { destination { id } } }',
  );
  const id = /"id":"([^"]+)"/.exec(created)?.[1];
  await ask(`mutation { startDestination(input: { id: "${id}" }) { userErrors { code } } }`);
  await lunora.says(/Main stage.*destination starting/);
  await lunora.says(/Main stage.*destination running/);
  expect(lunora.text()).toMatch(/Main stage.*destination created/);
  expect(lunora.text()).not.toContain('fake-fake-fake-0001');
  expect(await readableByOthers(join(folder, 'terminal'))).toEqual([]);
  lunora.child.kill('SIGTERM');
  expect(await lunora.ended).toBe(0);
});
