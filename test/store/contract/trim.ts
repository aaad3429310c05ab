import { expect, it } from 'vitest';
import { OutdatedCursorError } from '../../../src/domain/errors.ts';
import type { Entry } from '../../../src/domain/log.ts';
import { logPk } from '../../../src/store/keys.ts';
import type { Table } from '../../../src/store/table.ts';
import { createFaultyTable } from '../faulty-table.ts';
import { imageOf, openStore } from '../open-store.ts';
import { count, erase, increment } from '../records.ts';

/** What is let go of, and how readers learn of it. */
export function trimContract(newTable: () => Table): void {
  it('keeps so many entries, and says OUTDATED_CURSOR for what is below the floor', async () => {
    const table = newTable();
    const store = await openStore(table, { keepEntries: 3 });
    for (let i = 0; i < 10; i += 1) await store.change(increment('a'));
    expect(store.floor).toBe(0);
    await store.checkpoint();
    expect(store.floor).toBe(7);
    // The newest entry stands in the head alone.
    expect((await table.query({ pk: logPk })).items.map((item) => item['position'])).toEqual([8, 9]);
    for (const reader of [store, await openStore(table)]) {
      expect(reader.floor).toBe(7);
      expect((await reader.entriesAfter(7, 10)).map(({ position }) => position)).toEqual([8, 9, 10]);
      expect(await reader.entriesAfter(10, 10)).toEqual([]);
      await expect(reader.entriesAfter(6, 10)).rejects.toThrow(OutdatedCursorError);
      await expect(reader.entriesAfter(11, 10)).rejects.toThrow(OutdatedCursorError);
    }
  });

  it('reads from the table what is no longer in memory, up to the limit', async () => {
    const table = newTable();
    const writer = await openStore(table);
    for (let i = 0; i < 12; i += 1) await writer.change(increment('a'));
    await writer.checkpoint();
    const store = await openStore(table);
    await store.change(increment('a'));
    const positions = async (after: number, limit: number) =>
      (await store.entriesAfter(after, limit)).map(({ position }) => position);
    expect(await positions(0, 3)).toEqual([1, 2, 3]);
    expect(await positions(4, 100)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(await positions(9, 4)).toEqual([10, 11, 12, 13]);
    expect(await store.entriesAfter(0, 100)).toEqual(
      await writer
        .entriesAfter(0, 12)
        .then(async (entries) => [...entries, ...(await store.entriesAfter(12, 1))]),
    );
  });

  it('reads no table for entries that are in memory', async () => {
    const { table, calls } = createFaultyTable(newTable());
    const store = await openStore(table);
    for (let i = 0; i < 5; i += 1) await store.change(increment('a'));
    calls.length = 0;
    expect(await store.entriesAfter(2, 10)).toHaveLength(3);
    expect(calls).toEqual([]);
  });

  it('finishes a trim that was interrupted after the floor was raised', async () => {
    const table = newTable();
    let dying = false;
    const faulty = createFaultyTable(table, ({ verb }) => (dying && verb === 'remove' ? 'refuse' : 'none'));
    const store = await openStore(faulty.table, { keepEntries: 2 });
    for (let i = 0; i < 6; i += 1) await store.change(increment('a'));
    dying = true;
    await expect(store.checkpoint()).rejects.toThrow();
    const next = await openStore(table, { keepEntries: 2 });
    expect(next.floor).toBe(4);
    await expect(next.entriesAfter(3, 10)).rejects.toThrow(OutdatedCursorError);
    await next.checkpoint();
    expect((await table.query({ pk: logPk })).items.map((item) => item['position'])).toEqual([5]);
  });

  it('lets a process that slept below the floor go on with the state as it is', async () => {
    const table = newTable();
    const sleeper = await openStore(table);
    for (const id of ['a', 'gone']) await sleeper.change(increment(id));
    const heard: Entry[] = [];
    sleeper.onEntry((entry) => heard.push(entry));
    const store = await openStore(table, { keepEntries: 1 });
    for (let i = 0; i < 5; i += 1) await store.change(increment('a'));
    await store.change(increment('new'));
    await store.change(erase('gone'));
    await store.checkpoint();

    await sleeper.catchUp();
    expect(await sleeper.change(increment('a'))).toBe(7);
    expect(imageOf(sleeper.state)).toEqual(imageOf((await openStore(table)).state));
    expect(heard.map(({ position }) => position)).toEqual([9, 10]);
    expect(heard[0]?.changes.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      'a UPDATED',
      'new CREATED',
      'gone DELETED',
    ]);
    await expect(sleeper.entriesAfter(2, 10)).rejects.toThrow(OutdatedCursorError);
    expect((await sleeper.entriesAfter(9, 10)).map(({ position }) => position)).toEqual([10]);
  });

  it('never lets go of an entry that no row shows yet', async () => {
    const table = newTable();
    let meanwhile = async () => {};
    const store = await openStore(
      {
        ...table,
        async update(key, set, condition) {
          if ('appliedThrough' in set) await meanwhile();
          return table.update(key, set, condition);
        },
      },
      { keepEntries: 2 },
    );
    await store.change(increment('a'));
    meanwhile = async () => {
      for (let i = 0; i < 8; i += 1) await store.change(increment(`b${i}`));
    };
    await store.checkpoint();
    expect(store.floor).toBe(1);
    expect(imageOf((await openStore(table)).state)).toEqual(imageOf(store.state));
  });

  it('catches up with a reader who has seen more of the log elsewhere', async () => {
    const table = newTable();
    const [behind, ahead] = [await openStore(table), await openStore(table)];
    for (let i = 0; i < 3; i += 1) await ahead.change(increment('a'));
    expect((await behind.entriesAfter(2, 10)).map(({ position }) => position)).toEqual([3]);
  });

  it('does not claim to know whether a change was made when its place in the log is gone', async () => {
    const table = newTable();
    const store = await openStore(table, { keepEntries: 1 });
    let asleep = true;
    const sleeper = await openStore({
      ...table,
      async update(key, set, condition) {
        for (let i = 0; asleep && i < 5; i += 1) await store.change(increment('a'));
        if (asleep) await store.checkpoint();
        asleep = false;
        return table.update(key, set, condition);
      },
    });
    await expect(sleeper.change(increment('a'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await sleeper.change(increment('a'))).toBe(6);
  });

  it('loses no append to a checkpoint that runs at the same time', async () => {
    const table = newTable();
    const [one, other] = [
      await openStore(table, { keepEntries: 2 }),
      await openStore(table, { keepEntries: 2 }),
    ];
    for (let i = 0; i < 15; i += 1) {
      await Promise.all([
        one.change(increment('a')),
        other.checkpoint(),
        one.checkpoint(),
        other.change(increment('a')),
      ]);
    }
    await one.checkpoint();
    const third = await openStore(table);
    expect(count(third.state, 'a')).toBe(30);
    expect(third.floor).toBe(third.state.position - 2);
  });
}
