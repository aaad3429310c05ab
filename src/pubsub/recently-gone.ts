import type { Clock } from '../clock.ts';
import { listLagMs } from '../domain/observe-belief.ts';
import type { RecordType } from '../domain/records.ts';
import type { Store } from '../store/store.ts';

/** What has been recorded as gone of late, so that a List that lags does not bring it back. */
export interface RecentlyGone {
  has(type: RecordType, id: string): boolean;
  close(): void;
}

export function createRecentlyGone({ store, clock }: { store: Store; clock: Clock }): RecentlyGone {
  /** Oldest first. */
  const goneAt = new Map<string, number>();
  const close = store.onEntry(({ changes }) => {
    const now = clock.now();
    for (const { type, id, kind } of changes) {
      goneAt.delete(`${type}:${id}`);
      if (kind === 'DELETED') goneAt.set(`${type}:${id}`, now);
    }
    for (const [key, at] of goneAt) {
      if (now - at < 2 * listLagMs) break;
      goneAt.delete(key);
    }
  });
  return {
    has(type, id) {
      const at = goneAt.get(`${type}:${id}`);
      return at !== undefined && clock.now() - at < listLagMs;
    },
    close,
  };
}
