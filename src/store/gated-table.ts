import type { ReadPass } from './read-gate.ts';
import type { Table } from './table.ts';

export type ReadTable = Pick<Table, 'get' | 'getMany' | 'query'>;

/** Keys of one request. */
const batchSize = 100;

/** A table whose reads each need a pass. */
export const gatedTable = (table: ReadTable, pass: ReadPass): ReadTable => ({
  get: (key) =>
    pass(
      () => table.get(key),
      () => 1,
    ),
  async getMany(keys) {
    const batches: ReturnType<ReadTable['getMany']>[] = [];
    for (let at = 0; at < keys.length; at += batchSize) {
      const batch = keys.slice(at, at + batchSize);
      batches.push(
        pass(
          () => table.getMany(batch),
          () => batch.length,
        ),
      );
    }
    return (await Promise.all(batches)).flat();
  },
  query: (args) =>
    pass(
      () => table.query(args),
      ({ items }) => items.length,
    ),
});
