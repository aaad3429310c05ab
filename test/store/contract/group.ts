import { expect, it } from 'vitest';
import { put } from '../../../src/domain/change.ts';
import { Refusal } from '../../../src/domain/errors.ts';
import type { Table } from '../../../src/store/table.ts';
import { createFaultyTable } from '../faulty-table.ts';
import { openStore, wholeLog } from '../open-store.ts';
import { count, event, increment, quota } from '../records.ts';

/** What waits together is appended together, and stays apart where it must. */
export function groupContract(newTable: () => Table): void {
  it('appends what waits together as one entry: one conditional write and one copy', async () => {
    const { table, calls, countOf } = createFaultyTable(newTable());
    const store = await openStore(table);
    await store.change(increment('a'));
    calls.length = 0;
    await Promise.all(Array.from({ length: 200 }, () => store.change(increment('a'))));
    expect(count(store.state, 'a')).toBe(201);
    expect({ update: countOf('update'), put: countOf('put'), all: calls.length }).toEqual({
      update: 1,
      put: 1,
      all: 2,
    });
  });

  it('shows a decision what those before it in the group did', async () => {
    const store = await openStore(newTable());
    const answers = await Promise.all([1, 2, 3].map(() => store.change(increment('a'))));
    expect(answers).toEqual([1, 2, 3]);
    expect(store.state.position).toBe(1);
  });

  it('takes only itself down when a decision refuses', async () => {
    const store = await openStore(newTable());
    const refusal = new Refusal({ code: 'NOT_FOUND', message: 'There is none.', path: null });
    const [first, refused, last] = await Promise.allSettled([
      store.change(increment('a')),
      store.change(() => {
        throw refusal;
      }),
      store.change(increment('a')),
    ]);
    expect(first).toEqual({ status: 'fulfilled', value: 1 });
    expect(refused).toEqual({ status: 'rejected', reason: refusal });
    expect(last).toEqual({ status: 'fulfilled', value: 2 });
  });

  it('appends nothing for a decision that changes nothing', async () => {
    const store = await openStore(newTable());
    expect(await store.change(() => ({ changes: [], events: [], value: 7 }))).toBe(7);
    expect(store.state.position).toBe(0);
  });

  it('adds the consequences of a decision to the same entry', async () => {
    const store = await openStore(newTable(), {
      consequences: (state, changes) => ({
        changes: changes.map(({ id }) => put(state, 'quota', quota(`${id}-double`, 2 * count(state, id)))),
        events: [event('a', 'doubled')],
      }),
    });
    await Promise.all([store.change(increment('a')), store.change(increment('a'))]);
    expect(count(store.state, 'a-double')).toBe(4);
    const [entry] = await wholeLog(store);
    expect(entry?.changes.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      'a CREATED',
      'a-double CREATED',
      'a UPDATED',
      'a-double UPDATED',
    ]);
    expect(entry?.events.map(({ message }) => message)).toEqual(['1', 'doubled', '2', 'doubled']);
  });

  it('splits a group that is too large between decisions, never within one', async () => {
    const store = await openStore(newTable());
    // Two bytes a character: the bound is on bytes.
    const large = 'é'.repeat(15_000);
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        store.change(() => ({
          changes: [],
          events: [event('a', `${i}.1 ${large}`), event('a', `${i}.2`)],
          value: null,
        })),
      ),
    );
    const entries = await wholeLog(store);
    expect(entries.length).toBe(5);
    for (const entry of entries) {
      expect(Buffer.byteLength(JSON.stringify(entry))).toBeLessThanOrEqual(128 * 1024);
      expect(entry.events.length % 2).toBe(0);
    }
    expect(entries.flatMap(({ events }) => events.map(({ message }) => message.split(' ')[0]))).toEqual(
      Array.from({ length: 20 }, (_, i) => [`${i}.1`, `${i}.2`]).flat(),
    );
  });

  it('refuses one decision that is larger than an entry, and nothing else', async () => {
    const store = await openStore(newTable());
    const [small, large] = await Promise.allSettled([
      store.change(increment('a')),
      store.change(() => ({ changes: [], events: [event('a', 'x'.repeat(140_000))], value: null })),
    ]);
    expect(small.status).toBe('fulfilled');
    expect(large).toMatchObject({ status: 'rejected', reason: { message: /bytes/ } });
    expect(store.state.position).toBe(1);
  });

  it('refuses an id that could not be a key', async () => {
    const store = await openStore(newTable());
    const id = 'x'.repeat(1_000);
    await expect(
      store.change((state) => ({ changes: [put(state, 'quota', quota(id, 1))], events: [], value: null })),
    ).rejects.toThrow(/cannot have the id/);
    await store.checkpoint();
  });
}
