import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopOnSignal } from '../emulator/stop-on-signal.ts';
import { readConfig } from '../src/config.ts';
import { type Program, runProgram } from './run-program.ts';
import { startFront } from './start-front.ts';

/** Three processes over one table and one local AWS, behind one address: to kill any of them and see what happens. */
const token = 'local-admin-token';
const comesAgainMs = 10_000;
const say = (line: string) => process.stdout.write(`${line}\n`);
const folder = await mkdtemp(join(tmpdir(), 'lunora-cluster-'));
const apis = new Map<string, { program: Program; port: number }>();
const closers: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
let stopping = false;

async function close(): Promise<void> {
  stopping = true;
  // The table ends after those who write to it.
  await Promise.all([...apis.values()].map(({ program }) => program.stop()));
  for (const closer of closers.reverse()) await closer();
}
stopOnSignal(close, say, 20_000);

async function startApi(name: string, env: NodeJS.ProcessEnv): Promise<void> {
  const program = runProgram(name, ['node', '--import', 'tsx', 'src/main.ts'], env, /API +http.*\/graphql/);
  apis.set(name, { program, port: 0 });
  void program.ended.then(async () => {
    if (stopping) return;
    say(`${name} is gone. The others go on; it comes again in ${comesAgainMs / 1_000} seconds.`);
    apis.delete(name);
    await new Promise((resolve) => setTimeout(resolve, comesAgainMs));
    if (!stopping) await startApi(name, env).catch(() => {});
  });
  const port = Number(/API +http:\/\/[^/]+:(\d+)\//.exec(await program.up)?.[1]);
  apis.set(name, { program, port });
  say(`${name} serves at ${port}. To kill it: kill -9 ${program.pid}`);
}

/** Where the processes tell each other what is new; without Redis they read the table every second. */
async function startRedis(): Promise<object> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const redis = runProgram('redis', ['redis-server', ...args], process.env, /Ready to accept/);
  try {
    await redis.up;
  } catch {
    say('redis-server is not installed, so changes reach the other processes within a second, not at once.');
    return {};
  }
  closers.push(redis.stop);
  say(`Redis listens at ${port}. To kill it: kill -9 ${redis.pid}`);
  return { LUNORA_REDIS_URL: `redis://127.0.0.1:${port}` };
}

try {
  // All of them at once, where each of the processes would name its own.
  const { port } = readConfig({ ...process.env, LUNORA_AWS: 'local' });
  const backends = () => [...apis.values()].flatMap((api) => (api.port > 0 ? [api.port] : []));
  const front = await startFront({ port, backends }).catch((error: Error) => {
    throw new Error(`LUNORA_PORT: ${error.message}`);
  });
  closers.push(front.close);
  const ports = { LUNORA_PORT: '0', LUNORA_EMULATOR_PORT: '0', LUNORA_TABLE_PORT: '0' };
  const env = { ...process.env, LUNORA_DATA_DIR: folder, LUNORA_TIME_SCALE: '0.05', ...ports };
  const aws = runProgram('aws', ['node', '--import', 'tsx', 'emulator/main.ts'], env, /Ctrl-C/);
  closers.push(aws.stop);
  // What it prints for whoever starts Lunora beside it.
  const beside = (await aws.up).matchAll(/\b((?:AWS|LUNORA)_\w+)=(\S+)/g);
  const secrets = { LUNORA_ADMIN_TOKEN: token, LUNORA_SECRET_KEY: randomBytes(32).toString('base64') };
  const settings = Object.fromEntries([...beside].map(([, name = '', value]) => [name, value]));
  const shared = { ...env, ...settings, ...secrets, ...(await startRedis()) };
  await Promise.all(['api-1', 'api-2', 'api-3'].map((name) => startApi(name, shared)));
  say(`
Three processes serve as one, by turns.

  API        http://127.0.0.1:${front.port}/graphql
  Token      ${token}

Kill any of them: streams go on elsewhere. Nothing is kept: Ctrl-C ends it all.`);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  await close();
  process.exitCode = 1;
}
