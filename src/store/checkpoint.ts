import type { AppendDeps } from './append.ts';
import { forwardEvents, forwardSessions } from './forward-history.ts';
import { forwardRows, removeTombstones } from './forward-rows.ts';
import { headKey } from './keys.ts';
import { removeOldEvents } from './remove-old-events.ts';
import { trimLog } from './trim-log.ts';

interface CheckpointDeps extends AppendDeps {
  keepEntries: number;
  eventsRetentionDays: number;
}

/**
 * Brings rows and history up to the folded position, then lets go of what is no longer needed. Every step can be
 * repeated and interrupted anywhere, also by another process doing the same: writes are guarded by position, and
 * `appliedThrough` is raised only when all up to it is written.
 */
export async function checkpoint(deps: CheckpointDeps): Promise<void> {
  const { table, fold, keepEntries, eventsRetentionDays } = deps;
  await fold.catchUp();
  const { position: through, tail } = fold;
  if (through > fold.appliedThrough) {
    const rows = [...tail.rows.values()];
    const sessions = [...tail.sessions.values()];
    const events = [...tail.events];
    await forwardRows(deps, rows);
    await forwardEvents(table, events);
    await forwardSessions(table, sessions);
    await table.update(
      headKey,
      { appliedThrough: through },
      { is: 'below', attribute: 'appliedThrough', value: through },
    );
    fold.learn({ appliedThrough: through, floor: fold.floor });
  }
  await trimLog(deps, keepEntries);
  await removeTombstones(deps);
  await removeOldEvents(deps, eventsRetentionDays);
}
