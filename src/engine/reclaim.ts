import type { Change, ChangeOf } from '../domain/log.ts';
import type { State } from '../domain/state.ts';

/**
 * At quota the oldest idle destination gives up its channel and input, so that the one that is wanted can start.
 * Keeps `reclaiming` current; true when one was added.
 */
export function reclaimForQuota(state: State, change: Change, reclaiming: Set<string>): boolean {
  const { record } = change as ChangeOf<'destination'>;
  if (!record || record.condition.idleSince === null) reclaiming.delete(change.id);
  if (record?.work.failure?.kind !== 'QUOTA' || record.desired !== 'RUNNING') return false;
  const idle = [...state.all('destination')]
    .filter(
      ({ id, work, condition }) =>
        id !== change.id && condition.idleSince !== null && (work.channel || work.input),
    )
    .sort((a, b) => ((a.condition.idleSince ?? '') < (b.condition.idleSince ?? '') ? -1 : 1));
  const oldest = idle[0];
  if (!oldest || idle.some(({ id }) => reclaiming.has(id))) return false;
  reclaiming.add(oldest.id);
  return true;
}
