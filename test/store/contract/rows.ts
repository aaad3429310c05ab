import { expect, it } from 'vitest';
import { rowKey, tombstonesPk } from '../../../src/store/keys.ts';
import type { Table } from '../../../src/store/table.ts';
import { createManualClock } from '../../_kit/manual-clock.ts';
import { createFaultyTable } from '../faulty-table.ts';
import { imageOf, openStore } from '../open-store.ts';
import { count, erase, increment, keepSession, session } from '../records.ts';

const isRowOf = (id: string) => (about: unknown) => {
  const { pk, sk } = rowKey('quota', id);
  return typeof about === 'object' && about !== null && 'pk' in about && 'sk' in about
    ? about.pk === pk && about.sk === sk
    : false;
};

/** Rows are a checkpoint of the log: they may lag or lead, never lie. */
export function rowContract(newTable: () => Table): void {
  it('restarts to the same state, from rows, from the log, and from both', async () => {
    const table = newTable();
    const store = await openStore(table);
    const same = async () => expect(imageOf((await openStore(table)).state)).toEqual(imageOf(store.state));
    for (const id of ['c', 'a', 'b']) await store.change(increment(id));
    await same();
    await store.checkpoint();
    await same();
    await store.change(increment('a'));
    await store.change(erase('c'));
    await store.change(keepSession(session('s', 'd', '2026-11-01T00:00:00.000Z', false)));
    await same();
    await store.checkpoint();
    await same();
    await store.change(increment('c'));
    await store.checkpoint();
    await same();
  });

  it('keeps the order in which records appeared', async () => {
    const table = newTable();
    const store = await openStore(table);
    for (const id of ['z', 'm', 'a']) await store.change(increment(id));
    await store.checkpoint();
    await store.change(increment('z'));
    await store.checkpoint();
    expect([...(await openStore(table)).state.all('quota')].map(({ id }) => id)).toEqual(['z', 'm', 'a']);
  });

  it('does not let a late row overwrite a newer one', async () => {
    const table = newTable();
    const isRow = isRowOf('a');
    const faulty = createFaultyTable(table, ({ verb, about }) =>
      verb === 'put' && isRow(about) ? 'late' : 'none',
    );
    const slow = await openStore(faulty.table);
    await slow.change(increment('a'));
    await expect(slow.checkpoint()).rejects.toThrow(/held back/);
    const quick = await openStore(table);
    await quick.change(increment('a'));
    await quick.checkpoint();
    await faulty.release();
    expect((await table.get(rowKey('quota', 'a')))?.['position']).toBe(2);
    expect(count((await openStore(table)).state, 'a')).toBe(2);
  });

  it('does not let a late row revive what was deleted', async () => {
    const table = newTable();
    const isRow = isRowOf('a');
    const faulty = createFaultyTable(table, ({ verb, about }) =>
      verb === 'put' && isRow(about) ? 'late' : 'none',
    );
    const slow = await openStore(faulty.table);
    await slow.change(increment('a'));
    await expect(slow.checkpoint()).rejects.toThrow(/held back/);
    const quick = await openStore(table);
    await quick.change(erase('a'));
    await quick.checkpoint();
    await faulty.release();
    expect((await openStore(table)).state.get('quota', 'a')).toBeUndefined();
  });

  it('removes a tombstone only once the floor and an hour have passed it', async () => {
    const table = newTable();
    const clock = createManualClock();
    const store = await openStore(table, { clock, keepEntries: 1 });
    const stones = async () => (await table.query({ pk: tombstonesPk })).items.length;
    await store.change(increment('a'));
    await store.change(erase('a'));
    await store.checkpoint();
    clock.advance(2 * 3_600_000);
    await store.checkpoint();
    expect([await stones(), store.floor]).toEqual([1, 1]);
    await store.change(increment('b'));
    await store.checkpoint();
    expect([await stones(), store.floor]).toEqual([0, 2]);
    expect(await table.get(rowKey('quota', 'a'))).toBeUndefined();

    await store.change(erase('b'));
    await store.change(increment('c'));
    await store.checkpoint();
    expect([await stones(), store.floor]).toEqual([1, 4]);
    clock.advance(2 * 3_600_000);
    await store.checkpoint();
    expect(await stones()).toBe(0);
  });

  it('leaves a record that came back when its old tombstone goes', async () => {
    const table = newTable();
    const clock = createManualClock();
    const store = await openStore(table, { clock, keepEntries: 1 });
    await store.change(increment('a'));
    await store.change(erase('a'));
    await store.checkpoint();
    await store.change(increment('a'));
    await store.checkpoint();
    clock.advance(2 * 3_600_000);
    await store.checkpoint();
    expect((await table.query({ pk: tombstonesPk })).items).toEqual([]);
    expect(count((await openStore(table)).state, 'a')).toBe(1);
  });

  it('does not write old rows from a process that slept while their tombstones went', async () => {
    const table = newTable();
    const clock = createManualClock();
    const sleeper = await openStore(table, { clock });
    await sleeper.change(increment('a'));
    const store = await openStore(table, { clock, keepEntries: 1 });
    await store.change(erase('a'));
    await store.change(increment('b'));
    await store.checkpoint();
    clock.advance(2 * 3_600_000);
    await store.checkpoint();
    expect(await table.get(rowKey('quota', 'a'))).toBeUndefined();
    await sleeper.checkpoint();
    expect(await table.get(rowKey('quota', 'a'))).toBeUndefined();
    expect(imageOf((await openStore(table)).state)).toEqual(imageOf(store.state));
  });

  it('reads the head again before it writes rows it decided on long ago', async () => {
    const table = newTable();
    const clock = createManualClock();
    let asleep = false;
    let interference: Promise<void> | null = null;
    const sleeper = await openStore(
      {
        ...table,
        async put(item, condition) {
          if (asleep && item.pk === 'ROW#quota') {
            interference ??= interfere();
            await interference;
          }
          return table.put(item, condition);
        },
      },
      { clock },
    );
    for (let i = 0; i < 60; i += 1) await sleeper.change(increment(`a${i}`));
    const store = await openStore(table, { clock, keepEntries: 1 });
    async function interfere() {
      for (let i = 0; i < 60; i += 1) await store.change(erase(`a${i}`));
      await store.change(increment('b'));
      await store.checkpoint();
      clock.advance(2 * 3_600_000);
      await store.checkpoint();
    }
    asleep = true;
    await sleeper.checkpoint();
    const rows = (await table.query({ pk: 'ROW#quota' })).items.map(({ sk }) => sk);
    // Only what was on its way already when the process fell asleep could still come.
    expect(rows.length).toBeLessThan(20);
    expect(rows).toContain('b');
  });

  it('raises appliedThrough only when all before it is written', async () => {
    const table = newTable();
    let broken = true;
    const isRow = isRowOf('b');
    const faulty = createFaultyTable(table, ({ verb, about }) =>
      broken && verb === 'put' && isRow(about) ? 'refuse' : 'none',
    );
    const store = await openStore(faulty.table, { keepEntries: 1 });
    for (const id of ['a', 'b', 'c']) await store.change(increment(id));
    await expect(store.checkpoint()).rejects.toThrow();
    expect((await table.get({ pk: 'HEAD', sk: 'HEAD' }))?.['appliedThrough']).toBe(0);
    expect(store.floor).toBe(0);
    expect(imageOf((await openStore(table)).state)).toEqual(imageOf(store.state));
    broken = false;
    await store.checkpoint();
    expect((await table.get({ pk: 'HEAD', sk: 'HEAD' }))?.['appliedThrough']).toBe(3);
  });
}
