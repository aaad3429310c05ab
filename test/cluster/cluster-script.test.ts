import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { openSocket } from '../_kit/graphql-socket.ts';
import { ask, mutate } from './mutate.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

it('npm run cluster serves as one, survives the loss of one, and ends with nothing left', {
  timeout: 90_000,
}, async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/cluster.ts'], {
    cwd: resolve(import.meta.dirname, '../..'),
    env: { PATH: process.env['PATH'], LUNORA_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((done) => child.on('close', done));
  cleanups.push(
    () => ended,
    () => child.kill('SIGTERM'),
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += String(chunk);
  });
  const found = (pattern: RegExp) =>
    vi.waitFor(() => pattern.exec(said)?.[1] ?? Promise.reject(new Error(said)), {
      timeout: 40_000,
      interval: 50,
    });

  const graphql = await found(/API +(http\S+)/);
  const token = await found(/Token +(\S+)/);
  const socket = openSocket(graphql, token, Number.POSITIVE_INFINITY);
  cleanups.push(() => socket.dispose());
  const messages = socket.subscribe('subscription { destinationChanged { kind destination { name } } }');
  await messages.next();

  // Each by another process, and seen by yet another. Unasked, it would be logged every ten seconds.
  for (let n = 0; n < 4; n += 1) {
    const before = await observedAt(graphql, token);
    await ask(graphql, 'mutation { sync { userErrors { code } } }', {}, token);
    await expect.poll(() => observedAt(graphql, token), { timeout: 8_000 }).toBeGreaterThan(before);
  }

  const pids = [...said.matchAll(/(api-\d) serves.*kill -9 (\d+)/g)].map(([, , pid]) => Number(pid));
  expect(pids).toHaveLength(3);
  process.kill(pids[0] ?? 0, 'SIGKILL');
  await found(/(api-\d is gone)/);
  await mutate(
    graphql,
    'createDestination',
    { name: 'A', platform: 'YOUTUBE', streamKey: 'fake-key-1' },
    token,
  );
  await messages.next(({ data }) => JSON.stringify(data).includes('"A"'));
  // Whichever process answers: each hears of it in its own time.
  await expect
    .poll(async () => (await ask(graphql, '{ destinations { totalCount } }', {}, token)).data, {
      timeout: 8_000,
    })
    .toEqual({ destinations: { totalCount: 1 } });

  await socket.dispose();
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
});

async function observedAt(graphql: string, token: string): Promise<number> {
  const { data } = await ask(graphql, '{ system { lastObservedAt } }', {}, token);
  return Date.parse(
    (data?.['system'] as { lastObservedAt: string } | undefined)?.lastObservedAt ?? '1970-01-01',
  );
}
