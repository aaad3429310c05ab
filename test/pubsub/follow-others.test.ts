import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { put } from '../../src/domain/change.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import { followOthers } from '../../src/pubsub/follow-others.ts';
import { createStore } from '../../src/store/create-store.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import type { Table } from '../../src/store/table.ts';
import { createManualClock } from '../_kit/manual-clock.ts';
import { hasRedis, startRedis } from '../_kit/start-redis.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** One process's store, following the others' entries, and what it said. */
async function join(table: Table, { clock = systemClock, redisUrl = null as string | null } = {}) {
  const own = await createStore({ table, clock, consequences: findConsequences });
  const said: string[] = [];
  const log = {
    debug() {},
    info: (_details: object, message: string) => void said.push(message),
    warn: (_details: object, message: string) => void said.push(message),
  };
  let reads = 0;
  const store = {
    ...own,
    catchUp() {
      reads += 1;
      return own.catchUp();
    },
  };
  const stop = followOthers({ store, clock, log, redisUrl });
  cleanups.push(stop);
  return {
    said,
    stop,
    reads: () => reads,
    position: () => own.state.position,
    append: () =>
      own.change((state) => ({
        changes: [put(state, 'quota', { id: 'channels', limit: own.state.position + 1 })],
        events: [],
        value: undefined,
      })),
    /** Resolves once it has folded so far. */
    reached: (position: number) =>
      new Promise<void>((resolve) => {
        const check = () => own.state.position >= position && resolve();
        cleanups.push(own.onEntry(check));
        check();
      }),
  };
}

/** A table whose head cannot be read while `broken`. */
function breakable(table: Table) {
  const state = { broken: false };
  const get: Table['get'] = async (key) => {
    if (state.broken) throw new Error('No table today.');
    return table.get(key);
  };
  return { state, table: { ...table, get } };
}

describe('without Redis', () => {
  it('reads the table every quarter of a second while there is something, else every second', async () => {
    const clock = createManualClock();
    const table = createMemoryTable();
    const writer = await createStore({ table, clock, consequences: findConsequences });
    const one = await join(table, { clock });
    await clock.run(10_000);
    const quiet = one.reads();
    await clock.run(10_000);
    expect(one.reads() - quiet).toBe(10);

    await writer.change((state) => ({
      changes: [put(state, 'quota', { id: 'channels', limit: 7 })],
      events: [],
      value: undefined,
    }));
    expect(one.position()).toBe(0);
    for (let ms = 0; ms < 1_000 && one.position() === 0; ms += 50) await clock.run(50);
    expect(one.position()).toBe(1);
    const before = one.reads();
    await clock.run(700);
    expect(one.reads() - before).toBe(2);
    await one.stop();
    expect(clock.pending()).toBe(0);
  });

  it('outlives a table that cannot be read, and says so once', async () => {
    const clock = createManualClock();
    const { state, table } = breakable(createMemoryTable());
    const one = await join(table, { clock });
    state.broken = true;
    await clock.run(20_000);
    expect(one.said).toEqual(['the table cannot be read']);
    expect(one.reads()).toBeLessThan(25);
    state.broken = false;
    const writer = await createStore({ table, clock, consequences: findConsequences });
    await writer.change((known) => ({
      changes: [put(known, 'quota', { id: 'channels', limit: 7 })],
      events: [],
      value: undefined,
    }));
    await clock.run(1_000);
    expect(one.position()).toBe(1);
  });
});

describe.skipIf(!hasRedis)('with Redis', () => {
  /** No timer of its own reads the table within the test: what arrives was announced. */
  const heard = ({ said }: { said: string[] }) =>
    vi.waitFor(() => expect(said.at(-1)).toBe('Redis announces what is new'), { timeout: 10_000 });
  const silent = ({ said }: { said: string[] }) =>
    vi.waitFor(() => expect(said.at(-1)).toContain('Redis cannot be heard'), { timeout: 10_000 });

  async function start() {
    const redis = await startRedis();
    cleanups.push(() => redis.kill());
    return redis;
  }

  it('folds at once what is announced, in one read for many', async () => {
    const { url } = await start();
    const table = createMemoryTable();
    const one = await join(table, { redisUrl: url });
    const other = await join(table, { redisUrl: url });
    await Promise.all([heard(one), heard(other)]);
    const before = other.reads();
    for (let n = 0; n < 200; n += 1) await one.append();
    await other.reached(200);
    expect(other.reads() - before).toBeLessThan(200);
    await other.append();
    await one.reached(201);
  });

  it('rarely reads the table by itself while announcements get through', async () => {
    const { url } = await start();
    const clock = { ...systemClock, waits: [] as number[] };
    clock.after = (delayMs, callback) => {
      clock.waits.push(delayMs);
      return systemClock.after(delayMs, callback);
    };
    const one = await join(createMemoryTable(), { redisUrl: url, clock });
    await heard(one);
    await vi.waitFor(() => expect(clock.waits).toContain(5_000), { timeout: 10_000 });
  });

  it('reads the table itself while Redis is gone, and is told again when it is back', async () => {
    const redis = await start();
    const table = createMemoryTable();
    const one = await join(table, { redisUrl: redis.url });
    const other = await join(table, { redisUrl: redis.url });
    await Promise.all([heard(one), heard(other)]);

    await redis.kill();
    await Promise.all([silent(one), silent(other)]);
    await one.append();
    await other.reached(1);

    await redis.again();
    await Promise.all([heard(one), heard(other)]);
    await one.append();
    await other.reached(2);
  });

  it('notices a Redis that answers nobody although its connections stand', async () => {
    const redis = await start();
    const table = createMemoryTable();
    const one = await join(table, { redisUrl: redis.url });
    const other = await join(table, { redisUrl: redis.url });
    await Promise.all([heard(one), heard(other)]);
    redis.signal('SIGSTOP');
    await one.append();
    await silent(other);
    await other.reached(1);
    redis.signal('SIGCONT');
    await heard(other);
  });

  it('begins without it, and takes it up when it comes', async () => {
    const redis = await start();
    await redis.kill();
    const table = createMemoryTable();
    const one = await join(table, { redisUrl: redis.url });
    await silent(one);
    await redis.again();
    await heard(one);
  });

  it('is kept busy by no announcement of what is not there', async () => {
    const { url } = await start();
    const table = createMemoryTable();
    const store = await createStore({ table, clock: systemClock, consequences: findConsequences });
    const one = await join(table, { redisUrl: url });
    await heard(one);
    const { Redis } = await import('ioredis');
    const stranger = new Redis(url);
    cleanups.push(() => stranger.disconnect());
    const before = one.reads();
    const channel = `lunora:${store.installationId}:${store.incarnation}`;
    for (const message of ['x 999999999', 'nonsense', '', 'x -1', 'x 1e400'])
      await stranger.publish(channel, message);
    const other = await join(table, { redisUrl: url });
    await heard(other);
    await other.append();
    await one.reached(1);
    expect(one.reads() - before).toBeLessThan(5);
    await one.append();
    await other.reached(2);
  });
});
