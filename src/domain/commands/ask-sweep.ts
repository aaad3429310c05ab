import { put } from '../change.ts';
import { type Decide, nothing } from '../decision.ts';
import { isRemovable, judgeOrphan } from '../judge-orphan.ts';
import { orphanNoteId } from '../note-orphans.ts';
import { findOrphans } from '../orphans.ts';
import { type Caller, reaches } from './caller.ts';
import { callerEvent } from './caller-event.ts';

/**
 * The wish that orphans be removed now: those within the caller's reach that are past their grace period and that AWS
 * would remove as they are, whatever the records show of them. Answers with the ids of their notes. Asking again for the same changes nothing.
 */
export const askSweep =
  (installationId: string, caller: Caller): Decide<string[]> =>
  (state, now) => {
    const ids = findOrphans(state, installationId)
      .filter(({ flowId }) => reaches(caller, flowId))
      .map((orphan) => judgeOrphan(state, orphan, now))
      .filter(isRemovable)
      .map(orphanNoteId);
    const notes = ids.flatMap((id) => state.get('orphan', id) ?? []).filter(({ asked }) => !asked);
    if (notes.length === 0) return nothing(ids);
    const message = `A sweep was asked for: ${notes.length} at AWS without an owner.`;
    return {
      changes: notes.map((note) => put(state, 'orphan', { ...note, asked: true, approved: true })),
      events: [callerEvent(caller, { kind: 'SYSTEM', subject: null, message }, now)],
      value: ids,
    };
  };
