import type { WatchedType } from '../../domain/linked-digest.ts';
import { recordObservedAt } from '../../domain/observe-times.ts';
import type { RecordChange } from '../../pubsub/watch.ts';
import { selectRecords } from '../../pubsub/watch-selection.ts';
import type { Context } from '../context.ts';

/** Returns the oldest instant at which a record of the stream was last observed; null where one never was, or none is there. */
export function watchedSince<T extends WatchedType>(
  { state, sees }: Context,
  { selection }: RecordChange<T>,
): string | null {
  let oldest: string | null = null;
  for (const record of selectRecords(state, selection, sees)) {
    const at = recordObservedAt(state, selection.type, record);
    if (at === null) return null;
    if (oldest === null || at < oldest) oldest = at;
  }
  return oldest;
}
