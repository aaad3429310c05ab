import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { type DatabaseGuard, guardDatabase } from '../../../emulator/table/guard-database.ts';

let location: string;
let guard: DatabaseGuard;
let lines: string[];
/** What each attempt to open meets, in turn; then none fails. */
let openings: (Error | null)[];
const opened: object[] = [];

beforeEach(async () => {
  location = await mkdtemp(join(tmpdir(), 'lunora-guard-'));
  lines = [];
  openings = [];
  opened.splice(0);
  guard = guardDatabase(
    {
      location,
      close: async () => {},
      async open(options) {
        opened.push(options);
        const met = openings.shift();
        if (met) throw new Error('Database failed to open', { cause: met });
      },
    },
    { reopenMs: 1, log: (line) => lines.push(line) },
  );
});
afterEach(async () => {
  await guard.end();
  await rm(location, { recursive: true });
});

const fail = () => Promise.reject(new Error('No space left on device'));

it('begins no write behind one that failed, also of those that wait already', async () => {
  const begun: string[] = [];
  const results = await Promise.allSettled([
    guard.write(async () => void begun.push('first')),
    guard.write(fail),
    guard.write(async () => void begun.push('behind')),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(begun).toEqual(['first']);
  await expect.poll(() => guard.write(async () => 'written').catch(String)).toBe('written');
});

it('opens the files again until that succeeds, never as a new database, and says each outcome once', async () => {
  openings = [new Error('No space left on device'), new Error('a file is missing')];
  await expect(guard.write(fail)).rejects.toMatchObject({ statusCode: 500 });
  await expect.poll(() => lines.at(-1)).toMatch(/is written again/);
  expect(lines.map((line) => line.replace(location, 'DIR'))).toEqual([
    'The table in DIR cannot be written (No space left on device). Free space on its disk; writing then resumes by itself.',
    'The table in DIR cannot be opened again (No space left on device). Free space on its disk, or restore it from a backup and restart.',
    'The table in DIR cannot be opened again (a file is missing). Free space on its disk, or restore it from a backup and restart.',
    'The table in DIR is written again.',
  ]);
  expect(opened).toEqual(Array.from({ length: 3 }, () => ({ createIfMissing: false })));
});

it('opens nothing once it has ended', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  await expect(guard.write(fail)).rejects.toThrow();
  expect(vi.getTimerCount()).toBe(1);
  await guard.end();
  expect(vi.getTimerCount()).toBe(0);
});
