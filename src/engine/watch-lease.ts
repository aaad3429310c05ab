import type { Clock } from '../clock.ts';
import type { LeaseReading } from '../store/lease-item.ts';
import type { Store } from '../store/store.ts';

export interface WatchedLease {
  read(): Promise<LeaseReading>;
  /** True once nobody holds what was read last, or this process has seen it unrenewed for as long as a lease lasts. */
  isFree(): boolean;
  /** How long until it is free if nobody renews it. */
  freeInMs(): number;
  /** A turn for the lease is over: whether this process leads after it, and what went wrong. */
  turned(leads: boolean, error: unknown): void;
  leaderless(): { forMs: number; because: string };
}

/**
 * Judges the lease by what this process saw of it: how long the same beat has stood there by its own monotonic clock. The
 * instants that others wrote are not looked at, so no clock that is ahead or behind keeps anybody from leading.
 */
export function watchLease(
  store: Pick<Store, 'lease' | 'state'>,
  clock: Pick<Clock, 'monotonicMs'>,
  leaseMs: number,
): WatchedLease {
  let last: LeaseReading | null = null;
  /** When the last beat was first seen. */
  let beatAtMs = Number.NEGATIVE_INFINITY;
  let ledAtMs = clock.monotonicMs();
  let failed = false;

  const freeInMs = () => (last?.holder === null ? 0 : Math.max(0, beatAtMs + leaseMs - clock.monotonicMs()));

  return {
    async read() {
      const found = await store.lease.read();
      if (found.beat !== last?.beat) {
        beatAtMs = clock.monotonicMs();
        // Who holds the lease leads only once its epoch is the last in the log.
        const leader = store.state.get('leadership', 'leader')?.processId;
        if (last !== null && found.holder !== null && found.holder === leader) ledAtMs = beatAtMs;
      }
      last = found;
      return found;
    },
    isFree: () => freeInMs() === 0,
    freeInMs,
    turned(leads, error) {
      failed = error !== null;
      if (leads) ledAtMs = clock.monotonicMs();
    },
    leaderless: () => ({
      forMs: clock.monotonicMs() - ledAtMs,
      because: failed
        ? 'The lease or the log cannot be read or written.'
        : 'Another process holds the lease and has not begun to lead.',
    }),
  };
}
