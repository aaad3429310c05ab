import { expect, it } from 'vitest';
import { put } from '../../src/domain/change.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import { askForLook, mediaLiveEye, observeEye } from '../../src/domain/observe-eye.ts';
import { observeQuotas } from '../../src/domain/observe-quotas.ts';
import { unobservedSince } from '../../src/domain/unobserved-parts.ts';
import { watchFreshness } from '../../src/pubsub/freshness.ts';
import { createStore } from '../../src/store/create-store.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import type { Table } from '../../src/store/table.ts';
import { UnavailableError } from '../../src/store/unavailable-error.ts';
import { createManualClock } from '../_kit/manual-clock.ts';
import { flow } from '../resolvers/sample.ts';

const options = { staleAfterMs: 60_000, timeScale: 1 };

const flowEye = flow('studio').id;

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
  await leader.change((state) => ({
    changes: [put(state, 'flow', flow('studio'))],
    events: [],
    value: null,
  }));
  const looking = new Set([mediaLiveEye, flowEye]);
  const look = async () => {
    const seen = { at: new Date(clock.now()).toISOString(), due: true };
    await Promise.all(Array.from(looking, (eye) => leader.change((state) => observeEye(state, eye, seen))));
  };
  await look();
  const store = await createStore({ table, clock, consequences: findConsequences });
  const freshness = watchFreshness({ store, clock, ...options });
  const flips: boolean[] = [];
  freshness.onFlip(() => flips.push(freshness.unobserved() !== null));
  return {
    ...{ clock, table, store, leader, freshness, flips },
    async pass(seconds: number) {
      for (let passed = 0; passed < seconds; passed += 10) {
        await look();
        await clock.run(10_000);
      }
    },
    setReachable: (next: boolean) => {
      reachable = next;
    },
    setLooks: (next: boolean, eyes = [mediaLiveEye, flowEye]) => {
      for (const eye of eyes) next ? looking.add(eye) : looking.delete(eye);
    },
    silent: () =>
      [mediaLiveEye, flowEye].filter((eye) => unobservedSince(freshness.parts.current, eye) !== 0),
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
  for (const eye of [mediaLiveEye, flowEye])
    await reader.leader.change((state) =>
      observeEye(state, eye, { misses: 3, error: 'AWS did not answer.' }),
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

it.each([mediaLiveEye, flowEye])(
  'says after the documented time that looks by %s alone are silent',
  async (eye) => {
    const reader = await openReader();
    await reader.pass(20);
    reader.setLooks(false, [eye]);
    await reader.pass(100);
    expect(reader.silent()).toEqual([]);
    await reader.pass(30);
    expect(reader.silent()).toEqual([eye]);
    expect(reader.freshness.unobserved()).toBeNull();
    reader.setLooks(true, [eye]);
    await reader.pass(10);
    expect(reader.silent()).toEqual([]);
    expect(reader.flips).toHaveLength(2);
  },
);

it('says that a flow is not looked at that never was', async () => {
  const reader = await openReader();
  const unseen = flow('unseen');
  await reader.leader.change((state) => ({
    changes: [put(state, 'flow', unseen)],
    events: [],
    value: null,
  }));
  const since = () => unobservedSince(reader.freshness.parts.current, unseen.id);
  await reader.pass(120);
  expect(since()).toBe(0);
  await reader.pass(20);
  expect(since()).not.toBe(0);
  expect(reader.silent()).toEqual([]);
});

it('does not take it for a look that somebody asked for one, or that quotas were read', async () => {
  const reader = await openReader();
  await reader.pass(20);
  reader.setLooks(false);
  for (let passed = 0; passed < 130; passed += 10) {
    await reader.leader.change(askForLook);
    const at = new Date(reader.clock.now()).toISOString();
    await reader.leader.change((state) => observeQuotas(state, { limits: {}, at }));
    await reader.pass(10);
  }
  expect(reader.freshness.unobserved()?.reason).toContain('No look at AWS has been recorded');
});

it('does not take looks for new that were recorded while it could not read them', async () => {
  const reader = await openReader();
  await reader.pass(20);
  reader.setReachable(false);
  await reader.pass(20);
  reader.setLooks(false);
  await reader.pass(200);
  reader.setReachable(true);
  await reader.pass(10);
  expect(reader.freshness.unobserved()?.reason).toContain('No look at AWS has been recorded');
});

it('keeps the instant since when it cannot vouch for a part, though the reason becomes another', async () => {
  const reader = await openReader();
  await reader.pass(20);
  reader.setLooks(false, [flowEye]);
  await reader.pass(130);
  const since = unobservedSince(reader.freshness.parts.current, flowEye);
  expect(since).not.toBe(0);
  reader.setReachable(false);
  await reader.pass(90);
  expect(reader.freshness.unobserved()?.reason).toContain('has not shown its log');
  expect(unobservedSince(reader.freshness.parts.current, flowEye)).toBe(since);
  reader.setReachable(true);
  await reader.pass(10);
  expect(reader.silent()).toEqual([flowEye]);
  expect(unobservedSince(reader.freshness.parts.current, flowEye)).toBe(since);
});

it('is content with looks as rare as those that change nothing are recorded, however short the setting', async () => {
  const clock = createManualClock();
  const table = createMemoryTable();
  const store = await createStore({ table, clock, consequences: findConsequences });
  const freshness = watchFreshness({ store, clock, staleAfterMs: 1_000, timeScale: 0.05 });
  const flips: unknown[] = [];
  freshness.onFlip(() => flips.push(freshness.unobserved()));
  for (let passed = 0; passed < 120; passed += 12) {
    const at = new Date(clock.now()).toISOString();
    await store.change((state) => observeEye(state, mediaLiveEye, { at, due: true }));
    await clock.run(12_000);
  }
  expect(flips).toEqual([]);
});
