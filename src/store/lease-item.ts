import { leaseKey as key } from './keys.ts';
import type { Table } from './table.ts';

/**
 * Who may lead, outside the log, so that renewing makes no entry. It only keeps processes from trying at once: what
 * fences a late one off is the epoch, which is in the log.
 */
export interface LeaseItem {
  /** Takes a lease that nobody holds at `nowMs`; `force`: also one that is held. */
  claim(holder: string, nowMs: number, untilMs: number, force: boolean): Promise<boolean>;
  /** False when another process holds it by now. */
  renew(holder: string, untilMs: number): Promise<boolean>;
  /** Lets it go, so that the next need not wait. */
  release(holder: string): Promise<void>;
}

export function createLeaseItem(table: Table): LeaseItem {
  const heldBy = (holder: string) => ({ is: 'equal', to: { holder } }) as const;
  return {
    async claim(holder, nowMs, untilMs, force) {
      if (force) return table.put({ ...key, holder, until: untilMs });
      const free = { is: 'absentOrBelow', attribute: 'until', value: nowMs } as const;
      if (await table.put({ ...key, holder, until: untilMs }, free)) return true;
      // The condition also fails when our own first try was carried out and its answer lost.
      const found = await table.get(key);
      return found?.['holder'] === holder && Number(found['until']) >= untilMs;
    },
    renew: (holder, untilMs) => table.update(key, { until: untilMs }, heldBy(holder)),
    async release(holder) {
      await table.update(key, { until: 0 }, heldBy(holder));
    },
  };
}
