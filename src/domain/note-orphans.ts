import { put, remove } from './change.ts';
import type { Change } from './log.ts';
import { findOrphans, type Orphan } from './orphans.ts';
import type { State } from './state.ts';

/** An entry is bounded; what is left is noted with the next sweep. */
const notedAtOnce = 200;

/** What keeps a note apart from those of other kinds: AWS's ids are unique only among their own. */
export const orphanNoteId = ({ type, id }: Pick<Orphan, 'type' | 'id'>): string => `${type} ${id}`;

/** A note for every orphan that has none yet, and none for what is no orphan any more. */
export function noteOrphans(state: State, installationId: string, now: string): Change[] {
  const ids = new Set(findOrphans(state, installationId).map(orphanNoteId));
  const changes: Change[] = [];
  for (const note of state.all('orphan')) if (!ids.has(note.id)) changes.push(remove(state, 'orphan', note));
  for (const id of ids) {
    if (state.get('orphan', id)) continue;
    changes.push(put(state, 'orphan', { id, firstSeenAt: now, failure: null, asked: false }));
  }
  return changes.slice(0, notedAtOnce);
}
