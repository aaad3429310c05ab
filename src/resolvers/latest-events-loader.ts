import DataLoader from 'dataloader';
import type { PlacedEvent } from '../domain/log.ts';
import type { History } from '../store/store.ts';

export interface LatestEventsKey {
  subjectId: string;
  /** How many, newest first. */
  count: number;
}

/** Reads the newest events of all subjects asked for in one turn with one `latestEventsOf`. */
export function createLatestEventsLoader(
  history: Pick<History, 'latestEventsOf'>,
): DataLoader<LatestEventsKey, PlacedEvent[], string> {
  return new DataLoader<LatestEventsKey, PlacedEvent[], string>(
    async (keys) => {
      const subjectIds = [...new Set(keys.map(({ subjectId }) => subjectId))];
      const found = await history.latestEventsOf(subjectIds, Math.max(...keys.map(({ count }) => count)));
      const bySubject = new Map(subjectIds.map((id, index) => [id, found[index] ?? []]));
      return keys.map(({ subjectId, count }) => (bySubject.get(subjectId) ?? []).slice(0, count));
    },
    { cacheKeyFn: ({ subjectId, count }) => `${count} ${subjectId}` },
  );
}
