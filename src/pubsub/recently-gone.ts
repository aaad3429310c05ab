import { type Decide, nothing } from '../domain/decision.ts';
import type { Entry } from '../domain/log.ts';
import { listLagMs } from '../domain/observe-belief.ts';
import type { RecordType } from '../domain/records.ts';
import type { PollerDeps } from './poller-deps.ts';

/** What has been recorded as gone of late, so that a List that lags does not bring it back. */
export interface RecentlyGone {
  /** Whether it was gone so shortly before `startedAt` (ISO 8601) that a List begun then may still have shown it. */
  has(type: RecordType, id: string, startedAt: string): boolean;
  /** What a look begun at `startedAt` changes, or nothing where the thing has gone by the time that it is recorded. */
  unlessGone(type: RecordType, id: string, startedAt: string, decide: Decide<void>): Decide<void>;
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
  /** By this process's clock, oldest first. */
  const goneAt = new Map<string, number>();

  function note({ changes }: Entry, at: number, into: Map<string, number>): void {
    for (const { type, id, kind } of changes) {
      into.delete(`${type}:${id}`);
      if (kind === 'DELETED') into.set(`${type}:${id}`, at);
    }
  }

  const close = store.onEntry((entry) => {
    note(entry, clock.now(), goneAt);
    for (const [key, at] of goneAt) {
      if (clock.now() - at < keptMs) break;
      goneAt.delete(key);
    }
  });

  async function recall(): Promise<void> {
    try {
      const from = Math.max(store.floor, store.state.position - recalledEntries);
      const before = new Map<string, number>();
      for (const entry of await store.entriesAfter(from, recalledEntries)) {
        note(entry, Date.parse(entry.at), before);
      }
      for (const [key, at] of before) if (!goneAt.has(key)) goneAt.set(key, at);
    } catch (error) {
      log.warn({ err: error }, 'what went from AWS of late could not be read');
    }
  }

  function has(type: RecordType, id: string, startedAt: string): boolean {
    const at = goneAt.get(`${type}:${id}`);
    return at !== undefined && Date.parse(startedAt) - at < listLagMs;
  }

  return {
    has,
    unlessGone: (type, id, startedAt, decide) => (state, now) =>
      has(type, id, startedAt) ? nothing(undefined) : decide(state, now),
    recalled: recall(),
    close,
  };
}
