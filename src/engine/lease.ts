import { put } from '../domain/change.ts';
import type { State } from '../domain/state.ts';
import type { EngineDeps } from './deps.ts';

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
  /** Gives the lease back, so that the next process need not wait. */
  close(): Promise<void>;
}

/**
 * Takes and keeps the lease. Becoming leader is a log entry with a new epoch; renewing is not. `onLead` runs once for
 * each epoch won.
 */
export function keepLease({ store, clock, settings, log }: EngineDeps, onLead: () => void): Lease {
  const { processId, leaseMs } = settings;
  /** The epoch begun under the lease. */
  let mine: number | null = null;
  let holds = false;
  let until = 0;
  /** While the lease had run out somebody asked, and left something undone. */
  let missed = false;
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

  async function turn(): Promise<void> {
    const now = clock.now();
    try {
      holds = holds
        ? await store.lease.renew(processId, now + leaseMs)
        : await store.lease.claim(processId, now, now + leaseMs, settings.alone);
      if (holds) until = now + leaseMs;
      if (!holds) mine = null;
      else if (!closed && (missed || !isLast())) {
        mine = await begin();
        missed = false;
        log.info({ epoch: mine }, 'leading');
        onLead();
      }
    } catch (error) {
      log.warn({ err: error }, 'the lease could not be renewed');
    }
    if (closed) return;
    // A turn that took long is followed by the next at once, whatever became of the clock meanwhile.
    const restMs = now + leaseMs / 4 - clock.now();
    cancel = clock.after(Math.min(leaseMs / 4, Math.max(0, restMs)), () => {
      turning = turn();
    });
  }
  turning = turn();

  return {
    epoch() {
      if (clock.now() < until) return isLast() ? mine : null;
      missed ||= mine !== null;
      return null;
    },
    outlasts: (ms) => isLast() && clock.now() + ms <= until,
    check(state) {
      const current = state.get('leadership', 'leader');
      if (mine === null || current?.epoch !== mine || current.processId !== processId) {
        throw new LostLeadershipError('Another process leads by now.');
      }
      return mine;
    },
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
