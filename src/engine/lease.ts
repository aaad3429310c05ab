import { instant } from '../clock.ts';
import { put } from '../domain/change.ts';
import { nothing } from '../domain/decision.ts';
import type { State } from '../domain/state.ts';
import type { EngineDeps } from './deps.ts';

/** The engine's decisions are refused once another process has begun a new epoch. */
export class LostLeadershipError extends Error {
  override readonly name = 'LostLeadershipError';
}

export interface Lease {
  /** The epoch this process leads in, null while it does not. */
  epoch(): number | null;
  /** Throws when `state` shows that another process leads by now. Call inside every decision of the engine. */
  check(state: State): number;
  /** Gives the lease back, so that the next process need not wait. */
  close(): Promise<void>;
}

/**
 * Takes and keeps the lease: becoming leader is a log entry with a new epoch. `onLead` runs once for each epoch won,
 * `onLose` when it is lost.
 */
export function keepLease(
  { store, clock, settings, log }: EngineDeps,
  listener: { onLead(): void; onLose(): void },
): Lease {
  let mine: number | null = null;
  let closed = false;
  let cancel = () => {};

  const lose = () => {
    if (mine === null) return;
    mine = null;
    listener.onLose();
  };

  const claim = () =>
    store.change((state, now) => {
      const current = state.get('leadership', 'leader');
      const held = current !== undefined && current.leaseUntil > now;
      const renewing = current?.processId === settings.processId && current.epoch === mine;
      if (held && !renewing && !(settings.alone && mine === null)) return nothing(null);
      const epoch = renewing ? current.epoch : (current?.epoch ?? 0) + 1;
      const leaseUntil = instant(Date.parse(now) + settings.leaseMs);
      const record = { id: 'leader', epoch, processId: settings.processId, leaseUntil };
      return { changes: [put(state, 'leadership', record)], events: [], value: epoch };
    });

  const turn = async () => {
    try {
      const epoch = await claim();
      if (closed) return;
      if (epoch === null) lose();
      else if (epoch !== mine) {
        mine = epoch;
        log.info({ epoch }, 'leading');
        listener.onLead();
      }
    } catch (error) {
      log.warn({ err: error }, 'the lease could not be renewed');
    }
    if (!closed) cancel = clock.after(settings.leaseMs / 4, () => void turn());
  };
  void turn();

  return {
    epoch: () => mine,
    check(state) {
      const current = state.get('leadership', 'leader');
      if (mine === null || current?.epoch !== mine || current.processId !== settings.processId) {
        throw new LostLeadershipError('Another process leads by now.');
      }
      return mine;
    },
    async close() {
      closed = true;
      cancel();
      const epoch = mine;
      mine = null;
      if (epoch === null) return;
      await store.change((state, now) => {
        const current = state.get('leadership', 'leader');
        if (current?.epoch !== epoch || current.processId !== settings.processId) return nothing(undefined);
        return {
          changes: [put(state, 'leadership', { ...current, leaseUntil: now })],
          events: [],
          value: undefined,
        };
      });
    },
  };
}
