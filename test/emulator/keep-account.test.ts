import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAccountKeeper } from '../../emulator/keep-account.ts';
import { newAccount } from '../../emulator/new-account.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'lunora-account-'));
});

afterEach(() => rm(home, { recursive: true, force: true }));

it('has nothing on a first start, and then what was kept', async () => {
  const dataDir = join(home, 'made', 'on', 'the', 'way');
  expect(await createAccountKeeper(dataDir).load()).toBeNull();
  const account = { ...newAccount(0.5), nextId: 7 };
  await createAccountKeeper(dataDir).keep(account);
  expect(await createAccountKeeper(dataDir).load()).toEqual(account);
});

it('writes once for all who wait together', async () => {
  const keeper = createAccountKeeper(home);
  const account = newAccount(1);
  const first = keeper.keep(account);
  await Promise.resolve();
  await Promise.resolve();
  const waiting = [keeper.keep(account), keeper.keep(account), keeper.keep(account)];
  expect(new Set(waiting).size).toBe(1);
  await Promise.all([first, ...waiting]);
});

it('keeps what was changed while it was writing, for who asks then', async () => {
  const keeper = createAccountKeeper(home);
  const account = newAccount(1);
  const writes: Promise<void>[] = [];
  for (let nextId = 1; nextId <= 50; nextId += 1) {
    account.nextId = nextId;
    writes.push(keeper.keep(account));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(writes);
  expect(JSON.parse(await readFile(join(home, 'account.json'), 'utf8'))).toMatchObject({ nextId: 50 });
  expect(await readdir(home)).toEqual(['account.json']);
});

it.each(['', '{"channels":', 'null', '{}', '[]', '5'])('does not take %j for an account', async (text) => {
  await writeFile(join(home, 'account.json'), text);
  await expect(createAccountKeeper(home).load()).rejects.toThrow(/account\.json is damaged\. Restore/);
});

it('goes on after a write that failed', async () => {
  const keeper = createAccountKeeper(home);
  const inTheWay = join(home, 'account.json');
  await mkdir(inTheWay);
  await expect(keeper.keep(newAccount(1))).rejects.toThrow();
  await rmdir(inTheWay);
  await expect(keeper.keep(newAccount(1))).resolves.toBeUndefined();
  expect(await keeper.load()).toEqual(newAccount(1));
});
