import { expect, it } from 'vitest';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import type { Table } from '../../src/store/table.ts';
import { openStore } from './open-store.ts';
import { count, increment, say } from './records.ts';

/** The same table by connections that are all in use, until they are free again. */
function busy(table: Table) {
  let free = () => {};
  const freed = new Promise<void>((resolve) => (free = resolve));
  let waiting = 0;
  const wait = async () => {
    waiting += 1;
    await freed;
  };
  const reads: Table = {
    ...table,
    get: (key) => wait().then(() => table.get(key)),
    getMany: (keys) => wait().then(() => table.getMany(keys)),
    query: (args) => wait().then(() => table.query(args)),
  };
  return { reads, free: () => free(), waiting: () => waiting };
}

it('goes on writing while every connection for reading is in use', async () => {
  const table = createMemoryTable();
  const { reads, free } = busy(table);
  const store = await openStore(table, { readTable: reads });
  await store.change(say('a', 'first'));
  await store.checkpoint();
  const history = store.historyFor();
  const events = history.events({ newestFirst: true, limit: 9 });
  const others = [
    history.eventsAt([{ position: 1, index: 0 }]),
    history.sessions({ limit: 9 }),
    history.sessionsById(['s']),
    history.latestEventsOf(['a'], 9),
  ];
  expect(await store.change(increment('a'))).toBe(1);
  await store.catchUp();
  await store.checkpoint();
  expect(count(store.state, 'a')).toBe(1);
  free();
  await Promise.all(others);
  expect((await events).at(-1)?.message).toBe('first');
});

it('reads the log for a few of those who resume at once, and lets readers take turns', async () => {
  const table = createMemoryTable();
  const writer = await openStore(table);
  for (let n = 0; n < 5; n += 1) await writer.change(increment('a'));
  await writer.checkpoint();
  const { reads, free, waiting } = busy(table);
  // Another process, which has none of these entries in memory.
  const store = await openStore(table, { readTable: reads, resumesAtOnce: 4 });
  const many = Array.from({ length: 20 }, () => store.entriesAfter(0, 100, 'many'));
  const one = store.entriesAfter(0, 100, 'one');
  await store.change(increment('a'));
  expect(waiting()).toBe(3);
  free();
  expect((await one).length).toBeGreaterThanOrEqual(5);
  expect((await Promise.all(many)).every((entries) => entries.length >= 5)).toBe(true);
});
