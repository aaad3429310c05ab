import type { Item, Key, Table } from '../../src/store/table.ts';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimProcess } from './sim-process.ts';

export interface TableDeps {
  scheduler: Scheduler;
  faults: Faults;
  random: Random;
  /** The one table all processes share. Its deeds take no time. */
  table: Table;
  /** Told of what each write set, or of a removal, as it happens. */
  onWrite(key: Key, set: Item | null): void;
  /** Whether the process dies here. */
  crashes(process: SimProcess, point: string): boolean;
  /** How long a request, and its answer, are on their way. */
  onTheWayMs: { least: number; most: number };
  /** Nothing reaches the table now. */
  down(): boolean;
}

const timeoutMs = 3_000;
/** What is put, where a process may die before or after it. */
const putNames: Readonly<Record<string, string>> = { ROW: 'put row', LOG: 'put log', TURN: 'put turn' };

/** The table as one process reaches it: over a network that loses, delays and repeats. */
export function reachTable(deps: TableDeps, process: SimProcess): Table {
  const { scheduler, faults, random, table } = deps;
  const { least, most } = deps.onTheWayMs;

  function call<T>(verb: string, writes: boolean, deed: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!process.alive || deps.crashes(process, `before table ${verb}`)) return;
      const slow = faults.strikes('table delayed') ? random.between(200, 2_500) : 0;
      const thereMs = random.between(least, most) + slow;
      if (deps.down() || faults.strikes('table request lost')) return failSoonOrLate(verb, reject);
      const late = writes && faults.strikes('table write late');
      if (late || (verb === 'put row' && faults.strikes('row written late'))) {
        scheduler.after(random.between(100, 20_000), `${process.name} table ${verb} late`, () => void deed());
        return fail(timeoutMs, verb, reject);
      }
      scheduler.after(thereMs, `${process.name} table ${verb}`, async () => {
        let result = await deed();
        if (writes && faults.strikes('table written twice')) result = await deed();
        if (result === false) faults.count('conditional write refused');
        if (deps.crashes(process, `after table ${verb}`)) return;
        if (faults.strikes('table answer lost')) return failSoonOrLate(verb, reject);
        process.after(random.between(least, most), `table ${verb} done`, () => resolve(result));
      });
    });
  }

  function fail(afterMs: number, verb: string, reject: (error: Error) => void): void {
    process.after(afterMs, `table ${verb} fails`, () => reject(new Error('The table gave no answer.')));
  }

  const failSoonOrLate = (verb: string, reject: (error: Error) => void) =>
    fail(random.chance(0.5) ? timeoutMs : 20, verb, reject);

  const noted = async (deed: Promise<boolean>, key: Key, set: Item | null): Promise<boolean> => {
    const done = await deed;
    if (done) deps.onWrite(key, set);
    return done;
  };

  return {
    prepare: () => call('prepare', false, () => table.prepare()),
    get: (key) => call('get', false, () => table.get(key)),
    getMany: (keys) => call('getMany', false, () => table.getMany(keys)),
    put: (item, condition) =>
      call(putNames[item.pk.split('#')[0] ?? ''] ?? 'put', true, () =>
        noted(table.put(item, condition), item, item),
      ),
    update: (key, set, condition) =>
      call('update', true, () => noted(table.update(key, set, condition), key, { ...set, ...key })),
    remove: (key, condition) => call('remove', true, () => noted(table.remove(key, condition), key, null)),
    query: (args) => call('query', false, () => table.query(args)),
  };
}
