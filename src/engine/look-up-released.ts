import { put } from '../domain/change.ts';
import type { JudgedOrphan } from '../domain/judge-orphan.ts';
import type { LogEvent } from '../domain/log.ts';
import { orphanNoteId } from '../domain/note-orphans.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

/** Destinations whose history one sweep reads. */
const lookedUpAtOnce = 100;

/** Notes for each orphan whose destination has no record whether history shows that it was deleted here. */
export async function lookUpReleased(
  { store, lease, log }: ReconcileDeps,
  orphans: readonly JudgedOrphan[],
): Promise<void> {
  const open = orphans
    .filter(({ madeFor }) => !store.state.get('destination', madeFor.destinationId))
    .filter((orphan) => store.state.get('orphan', orphanNoteId(orphan))?.released === undefined)
    .slice(0, lookedUpAtOnce);
  if (open.length === 0) return;
  const ids = [...new Set(open.map(({ madeFor }) => madeFor.destinationId))];
  const histories = await store.historyFor().latestEventsOf(ids, 10);
  const deleted = new Set(
    ids.filter((_id, index) => histories[index]?.some(({ kind }) => kind === 'DESTINATION_DELETED')),
  );
  await store.change((state, now) => {
    lease.check(state);
    const noted = open.flatMap((orphan) => {
      const note = state.get('orphan', orphanNoteId(orphan));
      return note ? [{ orphan, note: { ...note, released: deleted.has(orphan.madeFor.destinationId) } }] : [];
    });
    return {
      changes: noted.map(({ note }) => put(state, 'orphan', note)),
      events: noted.flatMap(({ orphan, note }) => (note.released ? [] : [notRecordedEvent(orphan, now)])),
      value: undefined,
    };
  });
  for (const { type, id, name, onAir, madeFor } of open) {
    if (deleted.has(madeFor.destinationId)) continue;
    log.warn({ type, id, name, onAir }, 'orphan kept, no record shows that it was made here');
  }
}

const notRecordedEvent = ({ type, id, name, state, flowId, onAir }: JudgedOrphan, at: string): LogEvent => ({
  at,
  actor: 'engine',
  actorType: 'ENGINE',
  requestId: null,
  kind: 'SYSTEM',
  subjectType: null,
  subjectId: null,
  subjectName: null,
  flowId,
  message: `AWS has the ${type} ${name ?? id} (${state}${onAir ? ', on air' : ''}) with this installation’s tag or name, and no record shows that Lunora made it. It is left as it is; sweepOrphans removes it.`,
  changes: [],
});
