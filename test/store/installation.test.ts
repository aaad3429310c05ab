import { expect, it, vi } from 'vitest';
import { createStore } from '../../src/store/create-store.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import type { Table } from '../../src/store/table.ts';
import { hastyClock, openStore } from './open-store.ts';
import { count, increment, noConsequences } from './records.ts';

/** Another table with the same items, as a restored backup is. */
const restored = (table: Table, tableId: string): Table => ({ ...table, prepare: async () => ({ tableId }) });

it('gives a restored installation another incarnation, and keeps its name and records', async () => {
  const table = createMemoryTable();
  const before = await openStore(table);
  await before.change(increment('a'));
  const copy = restored(table, 'another');
  const [one, other] = await Promise.all([openStore(copy), openStore(copy)]);
  expect(one.incarnation).not.toBe(before.incarnation);
  expect(other.incarnation).toBe(one.incarnation);
  expect(one.installationId).toBe(before.installationId);
  expect(count(one.state, 'a')).toBe(1);
  expect((await openStore(copy)).incarnation).toBe(one.incarnation);
});

it.each([1, 3])('stops an installation whose table was replaced under it by one at %i', async (position) => {
  let table = createMemoryTable();
  const following: Table = {
    prepare: () => table.prepare(),
    get: (key) => table.get(key),
    getMany: (keys) => table.getMany(keys),
    put: (item, condition) => table.put(item, condition),
    update: (key, set, condition) => table.update(key, set, condition),
    remove: (key, condition) => table.remove(key, condition),
    query: (args) => table.query(args),
  };
  const log = { warn: vi.fn(), error: vi.fn() };
  const store = await createStore({ table: following, clock: hastyClock, consequences: noConsequences, log });
  await store.change(increment('a'));
  table = createMemoryTable();
  const fresh = await openStore(table);
  for (let i = 0; i < position; i += 1) await fresh.change(increment('b'));
  await expect(store.change(increment('a'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(store.catchUp()).rejects.toThrow(/lost its table/);
  await expect(store.checkpoint()).rejects.toThrow(/lost its table/);
  expect(log.error).toHaveBeenCalledTimes(1);
  await fresh.catchUp();
  expect(fresh.state.position).toBe(position);
  expect(count(fresh.state, 'a')).toBe(0);
});

it.each(['an empty table', 'another log'])(
  'writes nothing into %s that stands in place of its own',
  async (what) => {
    let table = createMemoryTable();
    const written: unknown[] = [];
    const following = new Proxy({} as Table, {
      get:
        (_, verb: keyof Table) =>
        (first: object, ...others: unknown[]) => {
          if (['put', 'update', 'remove'].includes(verb)) written.push(first);
          return (table[verb] as (...args: unknown[]) => unknown)(first, ...others);
        },
    });
    let laterMs = 0;
    const clock = { ...hastyClock, monotonicMs: () => performance.now() + laterMs };
    const store = await openStore(following, { clock });
    for (let i = 0; i < 3; i += 1) await store.change(increment('a'));
    table = createMemoryTable();
    const fresh = what === 'another log' ? await openStore(table) : null;
    for (let i = 0; i < 5; i += 1) await fresh?.change(increment('b'));
    written.length = 0;
    laterMs = 10_000;

    const free = { holder: null, beat: '', item: null };
    const tries = [
      () => store.change(increment('a')),
      () => store.lease.claim('a', free, 0, true),
      () => store.heartbeat(false),
      () => store.secretItems.write('CHECK', 'sealed', null),
      () => store.checkpoint(),
    ];
    for (const attempt of tries) await expect(attempt()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(written).toEqual([]);
    const reason =
      what === 'another log'
        ? { lost: expect.stringContaining('replaced') }
        : { failure: expect.stringContaining('emptied') };
    expect(store.health()).toMatchObject(reason);
  },
);

it('goes on where its log stands again in its table', async () => {
  const memory = createMemoryTable();
  const empty = createMemoryTable();
  let table: Table = memory;
  const following = new Proxy({} as Table, {
    get: (_, verb: keyof Table) => (table[verb] as (...args: unknown[]) => unknown).bind(table),
  });
  const store = await openStore(following);
  await store.change(increment('a'));
  table = empty;
  await expect(store.catchUp()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  table = memory;
  expect(await store.change(increment('a'))).toBe(2);
  await store.catchUp();
  expect(store.health()).toMatchObject({ lost: null, failure: null });
});

it('keeps an installation going when a reader of the log throws', async () => {
  const log = { warn: vi.fn(), error: vi.fn() };
  const table = createMemoryTable();
  const store = await createStore({ table, clock: hastyClock, consequences: noConsequences, log });
  const heard = vi.fn();
  store.onEntry(() => {
    throw new Error('a bug in a reader');
  });
  store.onEntry(heard);
  expect(await store.change(increment('a'))).toBe(1);
  expect(heard).toHaveBeenCalledTimes(1);
  expect(log.error).toHaveBeenCalledTimes(1);
});
