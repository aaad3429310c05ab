import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Entry } from '../../src/domain/log.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import { createFaultyTable } from './faulty-table.ts';
import { imageOf, openStore } from './open-store.ts';
import { count, erase, increment } from './records.ts';

const steps = fc.array(
  fc.record({
    store: fc.constantFrom(0, 1),
    act: fc.constantFrom('a', 'a', 'b', 'erase', 'checkpoint', 'catchUp'),
  }),
  { minLength: 2, maxLength: 14 },
);
/** One answer in four is lost, and now and then a call is refused. */
const faults = fc.infiniteStream(fc.constantFrom('none', 'none', 'none', 'loseAnswer', 'refuse', 'none'));

it('keeps one order and loses nothing in whatever order the calls of two processes happen', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), steps, faults, async (scheduler, sequence, faultsOfCalls) => {
      let turns = async () => {};
      let misbehaving = false;
      const table = createMemoryTable({ pause: () => turns() });
      const faulty = createFaultyTable(table, () =>
        misbehaving ? (faultsOfCalls.next().value ?? 'none') : 'none',
      );
      const stores = await Promise.all([
        openStore(faulty.table, { keepEntries: 3 }),
        openStore(table, { keepEntries: 3 }),
      ]);
      const heard: Entry[][] = [[], []];
      stores.forEach((store, i) => {
        store.onEntry((entry) => heard[i]?.push(entry));
      });
      turns = () => scheduler.schedule(Promise.resolve());
      misbehaving = true;

      let [acknowledged, unsure] = [0, 0];
      const answers: number[] = [];
      const all = sequence.map(async ({ store: which, act }) => {
        const store = stores[which];
        if (!store) return;
        if (act === 'checkpoint') return store.checkpoint().catch(() => {});
        if (act === 'catchUp') return store.catchUp().catch(() => {});
        if (act === 'erase') return void (await store.change(erase('b')).catch(() => {}));
        try {
          const answer = await store.change(increment(act));
          if (act !== 'a') return;
          answers.push(answer);
          acknowledged += 1;
        } catch {
          if (act === 'a') unsure += 1;
        }
      });
      await scheduler.waitFor(Promise.all(all));
      turns = async () => {};
      misbehaving = false;

      await Promise.all(stores.map((store) => store.catchUp()));
      expect(new Set(answers).size).toBe(acknowledged);
      expect(count(stores[0].state, 'a')).toBeGreaterThanOrEqual(acknowledged);
      expect(count(stores[0].state, 'a')).toBeLessThanOrEqual(acknowledged + unsure);
      expect(imageOf(stores[1].state)).toEqual(imageOf(stores[0].state));
      for (const entries of heard) {
        for (const [i, { position }] of entries.entries()) {
          // Only one who slept below the floor may skip, and then says so with one entry.
          if (i > 0) expect(position).toBeGreaterThan(entries[i - 1]?.position ?? 0);
        }
      }
      await stores[1].checkpoint();
      const third = await openStore(table);
      expect(imageOf(third.state)).toEqual(imageOf(stores[0].state));
      expect((await third.entriesAfter(third.floor, 100)).map(({ position }) => position)).toEqual(
        Array.from({ length: third.state.position - third.floor }, (_, i) => third.floor + i + 1),
      );
    }),
    { numRuns: 500 },
  );
}, 120_000);
