import { put } from '../domain/change.ts';
import type { State } from '../domain/state.ts';
import type { LeaseReading } from '../store/lease-item.ts';
import type { EngineDeps } from './deps.ts';
import { watchLease } from './watch-lease.ts';

/** The engine's decisions are refused once another process has begun a new epoch. */
export class LostLeadershipError extends Error {
  override readonly name = 'LostLeadershipError';
}

export interface Lease {
  /** The epoch this process leads in, null while it does not. */
  epoch(): number | null;
  /** Whether this process leads, as far as it knows, for at least `ms` more without renewal. */
  outlasts(ms: number): boolean;
  /** Throws when `state` shows that another process leads by now. Call inside every decision of the engine. */
  check(state: State): number;
  /** For how long nobody has been seen to lead, this process included, and why it could not itself. */
  leaderless(): { forMs: number; because: string };
  /** Gives the lease back, so that the next process need not wait. */
  close(): Promise<void>;
}

/**
 * Takes and keeps the lease. Becoming leader is a log entry with a new epoch; renewing is not. `onLead` runs once for
 * each epoch won. Every time in here is monotonic and measured by this process: nobody's clock says who leads.
 */
export function keepLease({ store, clock, settings, log }: EngineDeps, onLead: () => void): Lease {
  const { processId, leaseMs } = settings;
  const watched = watchLease(store, clock, leaseMs);
  /** The epoch begun under the lease. */
  let mine: number | null = null;
  let holds = false;
  /** Until when it holds, by both clocks: the monotonic one may stand still while the machine sleeps. */
  let until = { monotonicMs: 0, machineMs: 0 };
  /** While the lease had run out somebody asked, and left something undone. */
  let missed = false;
  /** Since when this process holds the lease and could not begin its epoch. */
  let idleSinceMs: number | null = null;
  /** Until when it leaves the lease to others, having given it up. */
  let yieldsUntilMs = Number.NEGATIVE_INFINITY;
  let closed = false;
  let cancel = () => {};
  let turning: Promise<void> = Promise.resolve();

  /** A new epoch, in the log: every decision of an older one is refused from here on. */
  const begin = () =>
    store.change((state) => {
      const epoch = (state.get('leadership', 'leader')?.epoch ?? 0) + 1;
      return {
        changes: [put(state, 'leadership', { id: 'leader', epoch, processId })],
        events: [],
        value: epoch,
      };
    });

  /** Whoever claimed the lease before us may begin its epoch only after ours, and then nobody could decide anything. */
  function isLast(): boolean {
    const last = store.state.get('leadership', 'leader');
    return mine !== null && last?.epoch === mine && last.processId === processId;
  }

  const lasts = (ms: number) =>
    clock.monotonicMs() + ms < until.monotonicMs && store.clock.machineMs() + ms < until.machineMs;

  const mayClaim = ({ holder }: LeaseReading) =>
    (holder === processId || watched.isFree()) && clock.monotonicMs() >= yieldsUntilMs;

  async function renewOrClaim(untilMs: number): Promise<boolean> {
    if (holds) return store.lease.renew(processId, untilMs);
    const found = await watched.read();
    if (!settings.alone && !mayClaim(found)) return false;
    return store.lease.claim(processId, found, untilMs, settings.alone);
  }

  /** A lease without an epoch keeps the others from leading, so it is not kept for long. */
  async function giveUp(nowMs: number): Promise<void> {
    idleSinceMs ??= nowMs;
    if (!holds || settings.alone || nowMs - idleSinceMs < leaseMs) return;
    holds = false;
    idleSinceMs = null;
    yieldsUntilMs = nowMs + 2 * leaseMs;
    await store.lease.release(processId);
  }

  async function turn(): Promise<void> {
    const startedMs = clock.monotonicMs();
    const machineMs = store.clock.machineMs();
    try {
      holds = await renewOrClaim(machineMs + leaseMs);
      if (holds) until = { monotonicMs: startedMs + leaseMs, machineMs: machineMs + leaseMs };
      if (!holds) mine = null;
      else if (!closed && (missed || !isLast())) {
        mine = await begin();
        missed = false;
        log.info({ epoch: mine }, 'leading');
        onLead();
      }
      idleSinceMs = null;
      watched.turned(holds, null);
    } catch (error) {
      log.warn({ err: error }, 'the lease could not be renewed');
      watched.turned(isLast() && lasts(0), error);
      if (holds && !isLast()) await giveUp(startedMs).catch(() => {});
    }
    if (closed) return;
    // A turn that took long is followed by the next at once.
    const restMs = startedMs + leaseMs / 4 - clock.monotonicMs();
    const freeInMs = holds || watched.isFree() ? leaseMs : watched.freeInMs();
    cancel = clock.after(Math.max(0, Math.min(restMs, freeInMs)), () => {
      turning = turn();
    });
  }
  turning = turn();

  return {
    epoch() {
      if (lasts(0)) return isLast() ? mine : null;
      missed ||= mine !== null;
      return null;
    },
    outlasts: (ms) => isLast() && lasts(ms),
    check(state) {
      const current = state.get('leadership', 'leader');
      if (mine === null || current?.epoch !== mine || current.processId !== processId) {
        throw new LostLeadershipError('Another process leads by now.');
      }
      return mine;
    },
    leaderless: () => (isLast() && lasts(0) ? { forMs: 0, because: '' } : watched.leaderless()),
    async close() {
      closed = true;
      cancel();
      await turning;
      mine = null;
      if (!holds) return;
      await store.lease
        .release(processId)
        .catch((error: unknown) => log.warn({ err: error }, 'the lease could not be given back'));
    },
  };
}
