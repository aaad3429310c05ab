import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import type { Table } from '../../src/store/table.ts';
import { createFaultyTable } from './faulty-table.ts';
import { openStore, wholeLog } from './open-store.ts';
import { count, increment } from './records.ts';
import { createVirtualTable } from './virtual-table.ts';

type World = ReturnType<typeof createVirtualTable>;

/** Stores of as many processes as there are tables, opened in virtual time. */
async function open({ scheduler, clock }: World, tables: readonly Table[]): Promise<Store[]> {
  let stores: Store[] = [];
  void Promise.all(tables.map((table) => openStore(table, { clock }))).then((opened) => {
    stores = opened;
  });
  await scheduler.run(60_000, () => stores.length > 0);
  return stores;
}

/** Has `clients` edit again and again, each at one process, for `ms`, and rest `restMs` between; tells how each process fared. */
async function edit(
  { scheduler }: World,
  stores: readonly Store[],
  clients: number,
  { ms = 10_000, restMs = 0 } = {},
) {
  const tookMs: number[] = [];
  const edits = stores.map(() => 0);
  let over = false;
  const from = stores[0]?.state.position ?? 0;
  for (let client = 0; client < clients; client += 1) {
    const at = client % stores.length;
    void (async () => {
      while (!over) {
        const startedMs = scheduler.now();
        await stores[at]?.change(increment(`client-${client}`));
        tookMs.push(scheduler.now() - startedMs);
        edits[at] = (edits[at] ?? 0) + 1;
        if (restMs > 0) await new Promise<void>((resolve) => scheduler.after(restMs, 'rest', resolve));
      }
    })();
  }
  await scheduler.run(ms);
  over = true;
  const entries = Math.max(...stores.map(({ state }) => state.position)) - from;
  await scheduler.run(5_000);
  tookMs.sort((a, b) => a - b);
  const p99Ms = tookMs[Math.floor(tookMs.length * 0.99)] ?? 0;
  return { edits, entries, p99Ms, longestMs: tookMs.at(-1) ?? 0 };
}

const three = (world: World) => [world.reach(), world.reach(), world.reach()];

describe('processes that append at once to a table 5 to 10 ms away', () => {
  it('get as many turns each, and three append three quarters of what one does', async () => {
    const one = createVirtualTable(1);
    const alone = await edit(one, await open(one, [one.reach()]), 20);
    const world = createVirtualTable(2);
    const shared = await edit(world, await open(world, three(world)), 60);
    expect(Math.min(...shared.edits)).toBeGreaterThan(0.9 * Math.max(...shared.edits));
    expect(shared.entries).toBeGreaterThan(0.75 * alone.entries);
    // A turn of each of the others, and one more.
    expect(shared.longestMs).toBeLessThan(12 * alone.longestMs);
  });

  it('keep sixty clients for about twice as long as one process keeps them, who rest a millisecond between', async () => {
    const one = createVirtualTable(7);
    const alone = await edit(one, await open(one, [one.reach()]), 60, { restMs: 1 });
    const world = createVirtualTable(7);
    const shared = await edit(world, await open(world, three(world)), 60, { restMs: 1 });
    expect(shared.p99Ms).toBeLessThan(2.1 * alone.p99Ms);
  });

  it('hardly ever send an append that is refused', async () => {
    const world = createVirtualTable(3);
    const { entries } = await edit(world, await open(world, three(world)), 60);
    expect(entries).toBeGreaterThan(300);
    expect(world.refused()).toBeLessThan(entries / 20);
  });

  it('read first when edits follow one another, each at the next process, so that no append is refused', async () => {
    const world = createVirtualTable(4);
    const { scheduler } = world;
    const stores = await open(world, three(world));
    const tookMs: number[] = [];
    let done = false;
    void (async () => {
      for (let index = 0; index < 30; index += 1) {
        const startedMs = scheduler.now();
        await stores[index % 3]?.change(increment('a'));
        tookMs.push(scheduler.now() - startedMs);
      }
      done = true;
    })();
    await scheduler.run(60_000, () => done);
    expect(count((stores[2] as Store).state, 'a')).toBe(30);
    // Each has met the others by then. Three ways to the table: read, copy the newest entry, move the head.
    expect(Math.max(...tookMs.slice(6))).toBeLessThanOrEqual(33);
    expect(world.refused()).toBeLessThanOrEqual(3);
  });

  it('go on in no more than a second where one of them is lost at any call', {
    timeout: 60_000,
  }, async () => {
    for (let lostAt = 1; lostAt < 60; lostAt += 1) {
      for (const fault of ['halt', 'haltAfter'] as const) await loseOne(lostAt, fault);
    }
  });
});

/** Three processes append; from its `lostAt`-th call on, nothing of the first comes back. */
async function loseOne(lostAt: number, fault: 'halt' | 'haltAfter'): Promise<void> {
  const world = createVirtualTable(lostAt);
  const { scheduler } = world;
  const faulty = createFaultyTable(world.reach(), (_call, number) =>
    number < lostAt + opened ? 'none' : number === lostAt + opened ? fault : 'halt',
  );
  let opened = Number.POSITIVE_INFINITY;
  const stores = await open(world, [faulty.table, world.reach(), world.reach()]);
  opened = faulty.calls.length;
  const tookMs: number[] = [];
  const acknowledged = [0, 0, 0];
  let over = false;
  stores.forEach((store, at) => {
    void (async () => {
      while (!over) {
        const startedMs = scheduler.now();
        await store.change(increment(`writer-${at}`));
        acknowledged[at] = (acknowledged[at] ?? 0) + 1;
        if (at > 0) tookMs.push(scheduler.now() - startedMs);
      }
    })();
  });
  await scheduler.run(3_000);
  over = true;
  await scheduler.run(2_000);
  expect(Math.max(...tookMs), `call ${lostAt}`).toBeLessThan(1_000);
  expect(Math.min(...acknowledged.slice(1)), `call ${lostAt}`).toBeGreaterThan(20);
  const [reader] = await open(world, [world.reach()]);
  const { state } = reader as Store;
  let log: Awaited<ReturnType<typeof wholeLog>> = [];
  void wholeLog(reader as Store).then((entries) => {
    log = entries;
  });
  await scheduler.run(60_000, () => log.length > 0);
  expect(log.map(({ position }) => position)).toEqual(
    Array.from({ length: state.position }, (_, i) => i + 1),
  );
  for (const [at, times] of acknowledged.entries()) {
    expect(count(state, `writer-${at}`) - times, `call ${lostAt}`).toBeOneOf(at === 0 ? [0, 1] : [0]);
  }
}
