import { type Decide, nothing } from '../domain/decision.ts';
import type { Entry } from '../domain/log.ts';
import { listLagMs } from '../domain/observe-belief.ts';
import type { RecordType } from '../domain/records.ts';
import type { PollerDeps } from './poller-deps.ts';

/** What has been recorded as gone of late, so that a List that lags does not bring it back. */
export interface RecentlyGone {
  /** Whether it was gone so shortly before `startedMs` (monotonic) that a List begun then may still have shown it. */
  has(type: RecordType, id: string, startedMs: number): boolean;
  /** What a look begun at `startedMs` changes, or nothing where the thing has gone by the time that it is recorded. */
  unlessGone(type: RecordType, id: string, startedMs: number, decide: Decide<void>): Decide<void>;
  /** Resolves once what went before this process was there is known, too. Never rejects. */
  recalled: Promise<void>;
  close(): void;
}

/** As long as a look may last, and more. */
const keptMs = 60_000;
/** More entries than the log gains while a List lags. */
const recalledEntries = 500;

export function createRecentlyGone({
  store,
  clock,
  log,
}: Pick<PollerDeps, 'store' | 'clock' | 'log'>): RecentlyGone {
  /** By this process's monotonic clock, oldest first. */
  const goneAt = new Map<string, number>();

  function note({ changes }: Entry, at: number, into: Map<string, number>): void {
    for (const { type, id, kind } of changes) {
      into.delete(`${type}:${id}`);
      if (kind === 'DELETED') into.set(`${type}:${id}`, at);
    }
  }

  const close = store.onEntry((entry) => {
    note(entry, clock.monotonicMs(), goneAt);
    for (const [key, at] of goneAt) {
      if (clock.monotonicMs() - at < keptMs) break;
      goneAt.delete(key);
    }
  });

  /** How long before this process they went is for no clock to say, so they count as gone just now. */
  async function recall(): Promise<void> {
    const nowMs = clock.monotonicMs();
    try {
      const from = Math.max(store.floor, store.state.position - recalledEntries);
      const before = new Map<string, number>();
      for (const entry of await store.entriesAfter(from, recalledEntries)) {
        note(entry, nowMs, before);
      }
      for (const [key, at] of before) if (!goneAt.has(key)) goneAt.set(key, at);
    } catch (error) {
      log.warn({ err: error }, 'what went from AWS of late could not be read');
    }
  }

  function has(type: RecordType, id: string, startedMs: number): boolean {
    const at = goneAt.get(`${type}:${id}`);
    return at !== undefined && startedMs - at < listLagMs;
  }

  return {
    has,
    unlessGone: (type, id, startedMs, decide) => (state, now) => {
      // Removed by a change of the same append, whose entry is still to come.
      const isBeingRemoved = !state.get(type, id) && store.state.get(type, id) !== undefined;
      return isBeingRemoved || has(type, id, startedMs) ? nothing(undefined) : decide(state, now);
    },
    recalled: recall(),
    close,
  };
}
