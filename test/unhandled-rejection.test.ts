import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startProcess } from './_kit/start-process.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lunora-unhandled-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Rejects a promise that nobody handles whenever the process is sent SIGUSR2. */
const fault = `process.on('SIGUSR2', () => { Promise.reject(new Error('nobody handles this')); });`;
const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fault)}` };

it('the process logs a rejection that nobody handles, goes on serving, and stops in order', async () => {
  const lunora = startProcess('lunora', folder, env);
  const url = await lunora.serving;
  lunora.signal('SIGUSR2');
  await lunora.says(/nobody handles this[\s\S]*promise rejected, unhandled/);
  expect((await fetch(new URL('/healthz', url))).status).toBe(200);
  lunora.signal('SIGTERM');
  expect((await lunora.ended).code).toBe(0);
});

it('the emulator survives one, too', async () => {
  const emulator = startProcess('emulator', folder, env);
  const url = await emulator.serving;
  emulator.signal('SIGUSR2');
  expect((await fetch(url)).status).toBe(200);
  emulator.signal('SIGTERM');
  expect(await emulator.ended).toMatchObject({
    code: 0,
    said: expect.stringMatching(/promise rejected, unhandled[\s\S]*nobody handles this/),
  });
});
