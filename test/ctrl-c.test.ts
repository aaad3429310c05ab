import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { requireTool } from './_kit/require-tool.ts';

/** `script` of util-linux runs a command on a pty of its own and passes its exit code on; elsewhere it is another tool. */
const hasPty = process.platform === 'linux' && requireTool('script', ['--version']);
const ctrlC = '\x03';

/** Runs an npm script on a pty, presses Ctrl-C once it has printed `up`, and returns its exit code and output. */
async function interrupt(npmScript: string, up: RegExp, dataDir: string) {
  const child = spawn(
    'script',
    ['--quiet', '--return', '--command', `exec npm run ${npmScript}`, '/dev/null'],
    {
      cwd: resolve(import.meta.dirname, '..'),
      env: {
        PATH: process.env['PATH'],
        HOME: dataDir,
        LUNORA_DATA_DIR: dataDir,
        LUNORA_PORT: '0',
        LUNORA_EMULATOR_PORT: '0',
        LUNORA_TABLE_PORT: '0',
      },
    },
  );
  const code = new Promise<number | null>((done) => child.on('close', done));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await code;
  });
  let output = '';
  let pressed = false;
  child.stdout.on('data', (chunk: Buffer) => {
    output += String(chunk);
    if (pressed || !up.test(output)) return;
    pressed = true;
    child.stdin.write(ctrlC);
  });
  return { code: await code, output };
}

it.runIf(hasPty).each([
  ['start', /Ctrl-C stops it/, 'lock'],
  ['emulator', /Ctrl-C stops it/, 'emulator/lock'],
  ['cluster', /Ctrl-C ends it all/, 'no file'],
])(
  'Ctrl-C in a terminal closes npm run %s in order, though npm repeats the signal',
  {
    timeout: 90_000,
  },
  async (npmScript, up, lock) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'lunora-ctrl-c-'));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
    const { code, output } = await interrupt(npmScript, up, dataDir);
    expect(output).toContain('Shutting down… press Ctrl-C again to force.');
    expect(code).toBe(0);
    expect(existsSync(join(dataDir, lock))).toBe(false);
  },
);
