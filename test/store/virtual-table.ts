import type { Clock } from '../../src/clock.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import type { Table } from '../../src/store/table.ts';
import { createRandom } from '../sim/random.ts';
import { createScheduler } from '../sim/scheduler.ts';

/** One table that is 5 to 10 ms away from each process, in virtual time. */
export function createVirtualTable(seed: number) {
  const scheduler = createScheduler(Date.parse('2026-11-01T12:00:00Z'));
  const random = createRandom(seed, 'table');
  const table = createMemoryTable();
  let refused = 0;
  const sleep = (ms: number) => new Promise<void>((resolve) => scheduler.after(ms, 'wait', resolve));
  const clock: Clock = {
    now: scheduler.now,
    monotonicMs: scheduler.now,
    after: (delayMs, callback) => scheduler.after(Math.max(1, delayMs), 'timer', callback),
  };

  /** As one process reaches it. `lost`: whether this call never comes back, nor any later one. */
  function reach(lost: () => boolean = () => false): Table {
    const call =
      <A extends unknown[], T>(deed: (...args: A) => Promise<T>) =>
      async (...args: A): Promise<T> => {
        if (lost()) return new Promise<T>(() => {});
        await sleep(random.between(25, 50) / 10);
        const result = await deed(...args);
        if (result === false) refused += 1;
        await sleep(random.between(25, 50) / 10);
        return result;
      };
    return {
      prepare: call(table.prepare),
      get: call(table.get),
      getMany: call(table.getMany),
      put: call(table.put),
      update: call(table.update),
      remove: call(table.remove),
      query: call(table.query),
    };
  }

  return { scheduler, clock, table, reach, refused: () => refused };
}
