import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FolderInUseError, openDataFolder } from '../src/data-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lunora-folder-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('is for one process at a time, until it is closed', async () => {
  const first = await openDataFolder(folder);
  await expect(openDataFolder(folder)).rejects.toThrow(FolderInUseError);
  await expect(openDataFolder(folder)).rejects.toThrow(`process ${process.pid}`);
  first.close();
  (await openDataFolder(folder)).close();
});

it.each([
  ['of a process that is gone', '999999999 1'],
  ['of a process whose number another has by now', `${process.pid} 1`],
  ['that was cut off while it was written', ''],
])('takes over a lock %s', async (_what, text) => {
  await writeFile(join(folder, 'lock'), text);
  const opened = await openDataFolder(folder);
  await expect(openDataFolder(folder)).rejects.toThrow(FolderInUseError);
  opened.close();
});

it('keeps what it made, for its owner’s eyes only', async () => {
  const first = await openDataFolder(join(folder, 'made', 'on', 'demand'));
  expect(await first.keep('key', () => 'one')).toBe('one');
  expect(await first.keep('key', () => 'two')).toBe('one');
  expect((await stat(join(first.path, 'key'))).mode & 0o777).toBe(0o600);
  first.close();
});
