import type { AppendDeps } from './append.ts';
import { inParallel } from './in-parallel.ts';
import { headKey, logKey, logPk } from './keys.ts';

/**
 * Raises the floor so that `keepEntries` stay, then deletes what is below. In that order: readers go by the floor,
 * never by what is missing, and what a crash leaves behind is found again.
 */
export async function trimLog({ table, fold }: AppendDeps, keepEntries: number): Promise<void> {
  const floor = Math.min(fold.appliedThrough, fold.position - keepEntries);
  if (floor > fold.floor) {
    await table.update(headKey, { floor }, { is: 'below', attribute: 'floor', value: floor });
    fold.learn({ floor, appliedThrough: fold.appliedThrough });
  }
  if (fold.floor === 0) return;
  const end = logKey(fold.floor).sk;
  for (let rounds = 0; rounds < 20; rounds += 1) {
    const { items, more } = await table.query({ pk: logPk, limit: 100 });
    const below = items.filter(({ sk }) => sk <= end);
    await inParallel(below, ({ pk, sk }) => table.remove({ pk, sk }));
    if (below.length < items.length || !more) return;
  }
}
