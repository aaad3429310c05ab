import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkTableFiles } from '../../../emulator/table/check-table-files.ts';
import { damagedBlock } from '../../../emulator/table/damaged-block.ts';
import { damagedRecord } from '../../../emulator/table/damaged-record.ts';
import { findDamage } from '../../../emulator/table/find-damage.ts';
import { readManifest } from '../../../emulator/table/read-manifest.ts';

interface Database {
  batch(operations: { type: 'put'; key: string; value: string }[]): Promise<void>;
  keys(): { next(): Promise<string | undefined>; return(): Promise<void> };
  close(): Promise<void>;
  open(options?: object): Promise<void>;
}
/** What the table keeps its files with. */
const { Level } = createRequire(createRequire(import.meta.url).resolve('dynalite'))('level') as {
  Level: new (path: string, options?: object) => Database;
};

const sessions = 7;
const itemsPerSession = 12;
const footerLength = 48;

let home: string;
/** A folder as a kill leaves it, after several starts and a compaction. */
let folder: string;
let database: Database;
let live: string[];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lunora-ldb-'));
  folder = join(home, 'table');
  const used = join(home, 'used');
  for (let session = 0; session < sessions; session += 1) {
    if (session > 0) await database.close();
    database = new Level(used);
    for (let item = 0; item < itemsPerSession; item += 1) {
      const key = `${item}-${session}`;
      await database.batch([{ type: 'put', key, value: `value of ${key} `.repeat(20) }]);
    }
  }
  await cp(used, folder, { recursive: true });
  live = (await readdir(folder)).filter((name) => name.endsWith('.ldb'));
  expect(live.length).toBeGreaterThan(1);
});
afterAll(async () => {
  await database.close();
  await rm(home, { recursive: true });
});

/** Returns what is found once a file of the folder holds `bytes`, or is gone. */
async function foundWith(name: string, bytes: Uint8Array | null): Promise<string | null> {
  const file = join(folder, name);
  const before = await readFile(file).catch(() => null);
  await (bytes === null ? rm(file) : writeFile(file, bytes));
  const found = await findDamage(folder);
  await (before === null ? rm(file) : writeFile(file, before));
  return found?.replace(folder, 'DIR') ?? null;
}

const contentOf = (name: string) => readFile(join(folder, name));
const endingIn = async (pattern: RegExp) =>
  (await readdir(folder)).find((name) => pattern.test(name)) as string;

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << (at % 8));
  return copy;
}

/** The number of keys that LevelDB finds in a copy of the folder with this manifest. */
async function keysWith(manifest: string, bytes: Uint8Array): Promise<number> {
  const copy = join(home, 'copy');
  await cp(folder, copy, { recursive: true });
  await writeFile(join(copy, manifest), bytes);
  const opened = new Level(copy);
  await opened.open();
  const keys = opened.keys();
  let count = 0;
  while ((await keys.next()) !== undefined) count += 1;
  await keys.return();
  await opened.close();
  await rm(copy, { recursive: true });
  return count;
}

describe('the files of a table', () => {
  it('are those that its manifest names', async () => {
    const manifest = readManifest(await contentOf(await endingIn(/^MANIFEST/)));
    if ('why' in manifest) throw new Error(manifest.why);
    const names = [...manifest.tables.keys()].map((number) => `${String(number).padStart(6, '0')}.ldb`);
    expect(names.sort()).toEqual(live.sort());
    expect(`${String(manifest.log).padStart(6, '0')}.log`).toBe(await endingIn(/\.log$/));
    expect(await findDamage(folder)).toBeNull();
  });

  it('do not include what a kill left half written', async () => {
    const whole = await contentOf(live[0] as string);
    for (const length of [0, 1, footerLength, Math.floor(whole.length / 2), whole.length - 1]) {
      expect(await foundWith('009999.ldb', whole.subarray(0, length))).toBeNull();
    }
    expect(await foundWith('000001.log', Buffer.alloc(500, 7))).toBeNull();
    expect(await foundWith('MANIFEST-009998', Buffer.alloc(50, 7))).toBeNull();
  });

  it('are each missed, by name', async () => {
    for (const name of live) expect(await foundWith(name, null)).toBe(`DIR/${name} is missing`);
    const manifest = await endingIn(/^MANIFEST/);
    expect(await foundWith(manifest, null)).toBe(`DIR/${manifest} is missing`);
    expect(await foundWith('CURRENT', null)).toBe('DIR/CURRENT is missing');
    expect(await foundWith('CURRENT', Buffer.from(manifest))).toBe('DIR/CURRENT names no manifest');
    const log = await endingIn(/\.log$/);
    expect(await foundWith(log, null)).toMatch(new RegExp(`^DIR/${log} is missing; make an empty file`));
    expect(await foundWith(log, Buffer.alloc(0))).toBeNull();
  });

  it('keep the table from starting, in a sentence that names the file and says what to do', async () => {
    const copy = join(home, 'cut');
    await cp(folder, copy, { recursive: true });
    await truncate(join(copy, live[0] as string), 100);
    await expect(checkTableFiles(copy)).rejects.toThrow(
      /^The table in \S+ is damaged \(\S+\.ldb has 100 bytes instead of \d+\)\. Restore the folder from a backup/,
    );
  });

  it('are found cut or grown at every kind of place', async () => {
    for (const name of live) {
      const whole = await contentOf(name);
      for (const length of [0, 1, 40, whole.length - footerLength, whole.length - 8, whole.length - 1]) {
        expect(await foundWith(name, whole.subarray(0, length))).toBe(
          `DIR/${name} has ${length} bytes instead of ${whole.length}`,
        );
      }
      expect(await foundWith(name, Buffer.concat([whole, Buffer.alloc(1)]))).toContain(name);
    }
  });
});

describe('one changed bit', () => {
  it('is found anywhere in a table file, its filter included', async () => {
    for (const name of live) {
      const whole = await contentOf(name);
      const unseen = Array.from(whole.keys()).filter((at) => damagedBlock(flipped(whole, at)) === null);
      // The footer's padding means nothing.
      for (const at of unseen) {
        expect(whole[at]).toBe(0);
        expect(at).toBeGreaterThan(whole.length - footerLength);
      }
    }
  });

  it('is found anywhere in a log, except in its last record, which may be a write that was cut off', async () => {
    const whole = await contentOf(await endingIn(/\.log$/));
    const unseen = Array.from(whole.keys()).filter((at) => damagedRecord(flipped(whole, at)) === null);
    expect(Math.min(...unseen)).toBeGreaterThan(
      (whole.length * (itemsPerSession - 1)) / itemsPerSession - 50,
    );
  });
});

describe('a manifest', () => {
  it('that was cut or changed anywhere is found, or nothing is lost by it', { timeout: 60_000 }, async () => {
    const name = await endingIn(/^MANIFEST/);
    const whole = await contentOf(name);
    const places = Array.from(whole.keys());
    const bad = [...places.map((at) => whole.subarray(0, at)), ...places.map((at) => flipped(whole, at))];
    let found = 0;
    for (const bytes of bad) {
      const damage = await foundWith(name, bytes);
      if (damage === null) expect(await keysWith(name, bytes)).toBe(sessions * itemsPerSession);
      else found += 1;
    }
    expect(found).toBeGreaterThan(places.length);
  });
});
