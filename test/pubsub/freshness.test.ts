import { expect, it } from 'vitest';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import { observeEye } from '../../src/domain/observe-eye.ts';
import { watchFreshness } from '../../src/pubsub/freshness.ts';
import { createStore } from '../../src/store/create-store.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import type { Table } from '../../src/store/table.ts';
import { UnavailableError } from '../../src/store/unavailable-error.ts';
import { createManualClock } from '../_kit/manual-clock.ts';

const options = { staleAfterMs: 60_000, timeScale: 1 };

/** A reader beside a leader that looks every ten seconds, for as long as it does. */
async function openReader() {
  const clock = createManualClock();
  const memory = createMemoryTable();
  let reachable = true;
  const table: Table = Object.create(memory, {
    get: {
      value: (key: Parameters<Table['get']>[0]) =>
        reachable ? memory.get(key) : Promise.reject(new UnavailableError()),
    },
  });
  const leader = await createStore({ table: memory, clock, consequences: findConsequences });
  let looks = true;
  const look = () =>
    leader.change((state) =>
      observeEye(state, 'medialive', { at: new Date(clock.now()).toISOString(), due: true }),
    );
  await look();
  const store = await createStore({ table, clock, consequences: findConsequences });
  const freshness = watchFreshness({ store, clock, ...options });
  const flips: boolean[] = [];
  freshness.onFlip(() => flips.push(freshness.unobserved() !== null));
  return {
    ...{ clock, table, store, leader, freshness, flips },
    async pass(seconds: number) {
      for (let passed = 0; passed < seconds; passed += 10) {
        if (looks) await look();
        await clock.run(10_000);
      }
    },
    setReachable: (next: boolean) => {
      reachable = next;
    },
    setLooks: (next: boolean) => {
      looks = next;
    },
  };
}

it('is content for as long as looks of a leader come through the log', async () => {
  const reader = await openReader();
  await reader.pass(600);
  expect(reader.freshness.unobserved()).toBeNull();
  expect(reader.flips).toEqual([]);
});

it('says after the documented time that the table is silent, and is content once it answers', async () => {
  const reader = await openReader();
  await reader.pass(20);
  reader.setReachable(false);
  await reader.pass(50);
  expect(reader.freshness.unobserved()).toBeNull();
  await reader.pass(20);
  expect(reader.freshness.unobserved()?.reason).toContain('has not shown its log for 60 s');
  reader.setReachable(true);
  await reader.pass(10);
  expect(reader.freshness.unobserved()).toBeNull();
  expect(reader.flips).toEqual([true, false]);
});

it('says after the documented time that nobody looks, while nobody leads', async () => {
  const reader = await openReader();
  await reader.pass(20);
  reader.setLooks(false);
  await reader.pass(100);
  expect(reader.freshness.unobserved()).toBeNull();
  await reader.pass(30);
  expect(reader.freshness.unobserved()?.reason).toContain('No look at AWS has been recorded for 120 s');
  reader.setLooks(true);
  await reader.pass(10);
  expect(reader.freshness.unobserved()).toBeNull();
});

it('says of looks of long ago, as it starts, that they are old', async () => {
  const { clock, table } = await openReader();
  clock.jump(3_600_000);
  const store = await createStore({ table, clock, consequences: findConsequences });
  const late = watchFreshness({ store, clock, ...options });
  expect(late.unobserved()?.reason).toContain('No look at AWS');
  late.close();
});

it('does not say twice what the log says of everything that is looked at', async () => {
  const reader = await openReader();
  await reader.leader.change((state) =>
    observeEye(state, 'medialive', { misses: 3, error: 'AWS did not answer.' }),
  );
  reader.setLooks(false);
  await reader.pass(300);
  expect(reader.flips).toEqual([]);
});

it('says at once that another table stands in place of its own', async () => {
  const clock = createManualClock();
  let memory = createMemoryTable();
  const table: Table = new Proxy({} as Table, {
    get: (_, verb: keyof Table) => (memory[verb] as (...args: unknown[]) => unknown).bind(memory),
  });
  const store = await createStore({ table, clock, consequences: findConsequences });
  const freshness = watchFreshness({ store, clock, ...options });
  memory = createMemoryTable();
  await createStore({ table: memory, clock, consequences: findConsequences });
  await clock.run(10_000);
  expect(freshness.unobserved()?.reason).toContain('replaced');
  freshness.close();
});
