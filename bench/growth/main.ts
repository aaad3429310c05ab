import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `node --import tsx bench/growth/main.ts [quiet] [edited]`: memory and disk of `npm start` in local mode with 500 destinations,
 * eight of them on air: for `quiet` minutes, for `edited` minutes of edits one after the other, and two minutes later.
 */
const [quiet = 16, edited = 2] = process.argv.slice(2).map(Number);
const after = 2;
const destinations = 500;
const onAir = 8;
const token = 'fake-growth-token-0000';
const megabyte = 1_000_000;

const folder = await mkdtemp(join(tmpdir(), 'lunora-growth-'));
const server = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: {
    PATH: process.env['PATH'],
    LUNORA_DATA_DIR: folder,
    LUNORA_ADMIN_TOKEN: token,
    LUNORA_LOG_LEVEL: 'error',
    LUNORA_PORT: '0',
    LUNORA_EMULATOR_PORT: '0',
    LUNORA_TABLE_PORT: '0',
  },
});
const overdue = setTimeout(() => server.kill('SIGKILL'), (quiet + edited + after + 10) * 60_000);
overdue.unref();

try {
  const endpoint = await servingAt(server);
  await tell('started');
  const ids: string[] = [];
  for (let n = 0; n < destinations; n += 1) ids.push(await create(endpoint, n));
  for (const id of ids.slice(0, onAir)) await start(endpoint, id);
  await tell(`${destinations} destinations, ${onAir} started`);
  const began = Date.now();
  const until = (minute: number) =>
    new Promise((resolve) => setTimeout(resolve, Math.max(0, began + minute * 60_000 - Date.now())));
  for (let minute = 1; minute <= quiet; minute += 1) {
    await until(minute);
    await tell(`minute ${minute}`);
  }
  let edits = 0;
  for (let minute = quiet + 1; minute <= quiet + edited; minute += 1) {
    for (; Date.now() < began + minute * 60_000; edits += 1) {
      await rename(endpoint, ids[edits % ids.length] as string, edits);
    }
    await tell(`minute ${minute}, after ${edits} edits`);
  }
  await until(quiet + edited + after);
  await tell(`minute ${quiet + edited + after}, without edits for ${after}`);
} finally {
  server.kill('SIGTERM');
  if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  await rm(folder, { recursive: true, force: true });
}

function servingAt({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    stdout?.on('data', (chunk) => {
      text += String(chunk);
      const found = /API\s+(\S+)/.exec(text)?.[1];
      if (found) resolve(found);
    });
    stdout?.once('close', () => reject(new Error(`It ended, saying: ${text}`)));
  });
}

interface Payload {
  destination: { id: string } | null;
  userErrors: { message: string }[];
}

async function change(endpoint: string, mutation: string, input: object): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        query: `mutation ($input: ${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!) {
          it: ${mutation}(input: $input) { destination { id } userErrors { message } } }`,
        variables: { input },
      }),
    });
    const answer = (await response.json()) as {
      data?: { it: Payload } | null;
      errors?: { message: string; extensions?: { code?: string } }[];
    };
    const id = answer.data?.it.destination?.id;
    if (id && answer.data?.it.userErrors.length === 0) return id;
    if (answer.errors?.[0]?.extensions?.code !== 'RATE_LIMITED') throw new Error(JSON.stringify(answer));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('The rate limit has no end.');
}

function create(endpoint: string, n: number): Promise<string> {
  return change(endpoint, 'createDestination', {
    name: `Destination ${n}`,
    platform: 'CUSTOM',
    url: `rtmp://192.0.2.10/live${n}`,
    streamKey: `fake-growth-key-${n}`,
  });
}

function start(endpoint: string, id: string): Promise<string> {
  return change(endpoint, 'startDestination', { id });
}

function rename(endpoint: string, id: string, n: number): Promise<string> {
  return change(endpoint, 'updateDestination', { id, name: `Edit ${n}` });
}

/** Prints the server's resident memory, and what its folder takes on disk. */
async function tell(when: string): Promise<void> {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  const resident = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1_024;
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => null)));
  const disk = sizes.reduce((sum, file) => sum + (file?.isFile() ? file.size : 0), 0);
  process.stdout.write(
    `${when}: ${(resident / megabyte).toFixed(0)} MB of memory, ${(disk / megabyte).toFixed(0)} MB on disk\n`,
  );
}
