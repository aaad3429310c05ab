import { randomUUID } from 'node:crypto';
import { leaseKey as key } from './keys.ts';
import type { Attributes, Item, Table } from './table.ts';

/**
 * Which process may lead, outside the log, so that renewing makes no entry. It only keeps processes from trying at once:
 * what fences a late one off is the epoch, which is in the log.
 */
export interface LeaseItem {
  read(): Promise<LeaseReading>;
  /** Takes the lease if it is still as it was read; `force`: however it is. `untilMs` is for versions before `beat`. */
  claim(holder: string, found: LeaseReading, untilMs: number, force: boolean): Promise<boolean>;
  /** False when another process holds it by now. */
  renew(holder: string, untilMs: number): Promise<boolean>;
  /** Lets it go, so that the next need not wait. */
  release(holder: string): Promise<void>;
}

export interface LeaseReading {
  /** Null while nobody holds it. */
  holder: string | null;
  /** Differs after every renewal. How long it stays the same is for each process's own monotonic clock to say. */
  beat: string;
  /** What stands in the table; null: nothing. */
  item: Attributes | null;
}

export function createLeaseItem(table: Table): LeaseItem {
  const heldBy = (holder: string) => ({ is: 'equal', to: { holder } }) as const;
  const read = async () => toReading(await table.get(key));
  return {
    read,
    async claim(holder, { item }, untilMs, force) {
      const beat = randomUUID();
      const mine = { ...key, holder, beat, until: untilMs };
      if (force) return table.put(mine);
      if (await table.put(mine, item ? { is: 'equal', to: item } : { is: 'absent' })) return true;
      // The condition also fails when our own first try was carried out and its answer lost.
      return (await read()).item?.['beat'] === beat;
    },
    renew: (holder, untilMs) => table.update(key, { beat: randomUUID(), until: untilMs }, heldBy(holder)),
    async release(holder) {
      await table.update(key, { until: 0 }, heldBy(holder));
    },
  };
}

function toReading(found: Item | undefined): LeaseReading {
  if (!found) return { holder: null, beat: '', item: null };
  const { pk: _pk, sk: _sk, ...item } = found;
  const { holder, until, beat } = item;
  return {
    holder: until === 0 ? null : String(holder),
    // A version before `beat` renews `until` alone.
    beat: `${String(holder)} ${String(beat)} ${String(until)}`,
    item,
  };
}
