import { expect, it } from 'vitest';
import type { Store } from '../../../src/store/store.ts';
import type { Table } from '../../../src/store/table.ts';
import { createFaultyTable } from '../faulty-table.ts';
import { imageOf, openStore } from '../open-store.ts';
import { count, erase, event, increment, keepSession, session } from '../records.ts';

/** Never double, never lost, whatever the table does with a call. Dies at one call in `every`, from a random one on. */
export function faultContract(newTable: () => Table, { every }: { every: number }): void {
  it('neither doubles nor loses a change whose answer was lost', async () => {
    const table = newTable();
    let broken = -1;
    let asked = 0;
    const faulty = createFaultyTable(table, ({ verb }) => {
      if (broken < 0 || (verb !== 'update' && verb !== 'get')) return 'none';
      asked += 1;
      if (asked % 2 === 0) return 'none';
      broken += 1;
      return 'loseAnswer';
    });
    const [shaky, steady] = [await openStore(faulty.table), await openStore(table)];
    broken = 0;
    const values: number[] = [];
    for (let i = 0; i < 20; i += 1) {
      const answers = await Promise.all([shaky.change(increment('a')), steady.change(increment('a'))]);
      values.push(...answers);
    }
    expect(broken).toBeGreaterThan(10);
    expect([...values].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  });

  it('recognises its own success in a condition that fails because the request was sent twice', async () => {
    const table = newTable();
    await openStore(table);
    const store = await openStore({
      ...table,
      async update(key, set, condition) {
        await table.update(key, set, condition);
        return table.update(key, set, condition);
      },
    });
    expect(await store.change(increment('a'))).toBe(1);
    expect(await store.change(increment('a'))).toBe(2);
    expect(store.state.position).toBe(2);
  });

  it('recognises its own success even when others appended since', async () => {
    const table = newTable();
    const other = await openStore(table);
    const store = await openStore({
      ...table,
      async update(key, set, condition) {
        const done = await table.update(key, set, condition);
        for (let i = 0; done && i < 3; i += 1) await other.change(increment('b'));
        if (done) throw new Error('answer lost by the test');
        return done;
      },
    });
    expect(await store.change(increment('a'))).toBe(1);
    expect(count(store.state, 'a')).toBe(1);
    expect(count(store.state, 'b')).toBe(3);
    expect(await store.change(increment('a'))).toBe(2);
  });

  it('does not double a change whose first sending arrives late', async () => {
    const table = newTable();
    let held = 0;
    const faulty = createFaultyTable(table, ({ verb }) => {
      if (verb !== 'update' || held > 0) return 'none';
      held += 1;
      return 'late';
    });
    const store = await openStore(faulty.table);
    expect(await store.change(increment('a'))).toBe(1);
    await faulty.release();
    expect(await store.change(increment('a'))).toBe(2);
    expect((await openStore(table)).state.position).toBe(2);
  });

  it('says UNAVAILABLE while the table is away, and heals by itself', async () => {
    const table = newTable();
    let away = false;
    const faulty = createFaultyTable(table, () => (away ? 'refuse' : 'none'));
    const store = await openStore(faulty.table);
    await store.change(increment('a'));
    away = true;
    await expect(store.change(increment('a'))).rejects.toThrow();
    await expect(store.change(() => ({ changes: [], events: [], value: null }))).rejects.toThrow();
    expect(count(store.state, 'a')).toBe(1);
    away = false;
    expect(await store.change(increment('a'))).toBe(2);
    expect(store.state.position).toBe(2);
  });

  it('does not lose or repeat what it gave up on when that happens after all', async () => {
    const table = newTable();
    let away = false;
    const faulty = createFaultyTable(table, ({ verb }) => (away && verb !== 'put' ? 'late' : 'none'));
    const store = await openStore(faulty.table);
    away = true;
    await expect(store.change(increment('a'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    away = false;
    await faulty.release();
    faulty.calls.length = 0;
    // It did happen, once, and is seen before anything else is decided.
    expect(await store.change(increment('a'))).toBe(2);
    expect(faulty.calls[0]?.verb).toBe('get');
    expect(store.state.position).toBe(2);
  });

  for (const fault of ['halt', 'haltAfter'] as const) {
    const when = fault === 'halt' ? 'before' : 'after';
    const first = 1 + Math.floor(Math.random() * every);
    const which = every === 1 ? 'a call' : `a call (every ${every}th from ${first} on)`;
    it(`shows every acknowledged change and no half one when the process dies ${when} ${which}`, async () => {
      const calls = await rehearse(newTable());
      expect(calls).toBeGreaterThan(25);
      for (let k = first; k <= calls; k += every) await dieAt(newTable(), k, fault);
    }, 120_000);
  }
}

/** A life with a bit of everything; `acknowledged` counts what was promised. */
async function live(table: Table, acknowledged: Record<'a' | 'b', number>): Promise<Store> {
  const store = await openStore(table, { keepEntries: 1 });
  const step = async (id: 'a' | 'b') => {
    acknowledged[id] = await store.change(pair(id));
  };
  await step('a');
  await step('a');
  await store.change(() => ({
    changes: [],
    events: [event('old', 'forgotten at once', '2020-01-01T00:00:00.000Z')],
    value: null,
  }));
  await store.change(keepSession(session('s', 'd', '2026-11-01T00:00:00.000Z')));
  await store.checkpoint();
  await step('b');
  await store.change(increment('c'));
  await store.change(erase('c'));
  await store.checkpoint();
  await step('a');
  return store;
}

/** Two counters that only ever move together. */
const pair =
  (id: string): ReturnType<typeof increment> =>
  (state, now) => {
    const one = increment(id)(state, now);
    const two = increment(`${id}-twin`)(state, now);
    return { ...one, changes: [...one.changes, ...two.changes] };
  };

async function rehearse(table: Table): Promise<number> {
  const faulty = createFaultyTable(table);
  await live(faulty.table, { a: 0, b: 0 });
  return faulty.calls.length;
}

async function dieAt(table: Table, k: number, fault: 'halt' | 'haltAfter'): Promise<void> {
  const acknowledged = { a: 0, b: 0 };
  let died = () => {};
  const death = new Promise<void>((resolve) => {
    died = resolve;
  });
  const faulty = createFaultyTable(table, (_call, number) => {
    if (number < k) return 'none';
    // One turn later the deed is done, and whoever could still be told has been.
    if (number === k) setImmediate(died);
    return number === k ? fault : 'halt';
  });
  await Promise.race([live(faulty.table, acknowledged), death]);
  if (fault === 'haltAfter') await faulty.finished();

  const next = await openStore(table, { keepEntries: 1 });
  for (const id of ['a', 'b'] as const) {
    expect(count(next.state, id), `after call ${k}`).toBeGreaterThanOrEqual(acknowledged[id]);
    expect(count(next.state, id)).toBeLessThanOrEqual(acknowledged[id] + 1);
    expect(count(next.state, `${id}-twin`), `after call ${k}`).toBe(count(next.state, id));
  }
  await next.change(increment('a'));
  await next.checkpoint();
  const last = await openStore(table, { keepEntries: 1 });
  expect(imageOf(last.state)).toEqual(imageOf(next.state));
  // What history tells is whole, too: every step of the counter, once.
  const told = await last.historyFor().events({ subjectId: 'a', newestFirst: false, limit: 100 });
  expect(told.map(({ message }) => Number(message))).toEqual(
    Array.from({ length: count(last.state, 'a') }, (_, i) => i + 1),
  );
  expect(last.floor).toBe(last.state.position - 1);
  expect(await last.entriesAfter(last.floor, 10)).toHaveLength(1);
}
