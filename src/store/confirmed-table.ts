import type { Clock } from '../clock.ts';
import type { Fold } from './fold.ts';
import type { Table } from './table.ts';
import { UnavailableError } from './unavailable-error.ts';

interface ConfirmedTableDeps {
  table: Table;
  fold: Pick<Fold, 'lost' | 'confirmedAtMs' | 'catchUp'>;
  clock: Pick<Clock, 'monotonicMs'>;
}

/** No table is replaced by another one in less time. */
const confirmedForMs = 10_000;

/**
 * A table that is written only while it is the one whose log this process follows: one that was emptied, restored or
 * replaced belongs to others. @throws UnavailableError from every write once it is not
 */
export function confirmedTable({ table, fold, clock }: ConfirmedTableDeps): Table {
  async function confirm(): Promise<void> {
    if (fold.lost !== null) throw new UnavailableError(fold.lost);
    if (clock.monotonicMs() - fold.confirmedAtMs >= confirmedForMs) await fold.catchUp();
  }

  return {
    prepare: (options) => table.prepare(options),
    get: (key) => table.get(key),
    getMany: (keys) => table.getMany(keys),
    query: (args) => table.query(args),
    async put(item, condition) {
      await confirm();
      return table.put(item, condition);
    },
    async update(key, set, condition) {
      await confirm();
      return table.update(key, set, condition);
    },
    async remove(key, condition) {
      await confirm();
      return table.remove(key, condition);
    },
  };
}
