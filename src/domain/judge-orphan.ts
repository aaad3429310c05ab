import { orphanNoteId } from './note-orphans.ts';
import type { Orphan } from './orphans.ts';
import { orphanGraceMs } from './policy.ts';
import type { OrphanNote } from './records.ts';
import type { State } from './state.ts';

/** Why an orphan is, or is not, removed now. */
export type OrphanReason =
  | 'READY'
  | 'GRACE_PERIOD'
  | 'NOT_RECORDED'
  | 'CHANGING'
  | 'ATTACHED'
  | 'LAST_TRY_FAILED';

/** An orphan, what is noted of it, and what follows. */
export interface JudgedOrphan extends Orphan {
  /** Null until the engine has noted it. */
  firstSeenAt: string | null;
  /** When its grace period ends. */
  graceEndsAt: string | null;
  reason: OrphanReason;
  /** Whether a sweep takes its next step now. */
  sweepable: boolean;
  /** The reason, for people. */
  message: string;
}

/** What is to be done about an orphan now. Its grace period comes first: a racing process may have just made it. */
export function judgeOrphan(state: State, orphan: Orphan, now: string): JudgedOrphan {
  const note = state.get('orphan', orphanNoteId(orphan));
  const graceEndsAt =
    note === undefined ? null : new Date(Date.parse(note.firstSeenAt) + orphanGraceMs).toISOString();
  const early = graceEndsAt === null || graceEndsAt > now;
  const reason = reasonOf(orphan, note, early, wasLetGo(state, orphan, note));
  return {
    ...orphan,
    firstSeenAt: note?.firstSeenAt ?? null,
    graceEndsAt,
    reason,
    sweepable: reason === 'READY' || reason === 'LAST_TRY_FAILED',
    message: messageOf(orphan, reason, note),
  };
}

/** True if a caller's sweep takes its next step: of what no record shows, a person decides. */
export const isRemovable = ({ sweepable, reason, step }: JudgedOrphan): boolean =>
  sweepable || (reason === 'NOT_RECORDED' && step !== 'wait');

/**
 * True if this installation's records show that it made the orphan and let it go. A table that is empty, another's, or
 * restored from a backup shows no such thing of what is on air: that is left to a person.
 */
function wasLetGo(state: State, { madeFor }: Orphan, note: OrphanNote | undefined): boolean {
  if (note?.approved || note?.released) return true;
  const destination = state.get('destination', madeFor.destinationId);
  return destination !== undefined && madeFor.generation <= destination.work.generation;
}

function reasonOf(
  { type, state, step }: Orphan,
  note: OrphanNote | undefined,
  early: boolean,
  letGo: boolean,
): OrphanReason {
  if (early) return 'GRACE_PERIOD';
  if (!letGo) return 'NOT_RECORDED';
  if (step === 'wait') return type === 'input' && state === 'ATTACHED' ? 'ATTACHED' : 'CHANGING';
  return note?.failure ? 'LAST_TRY_FAILED' : 'READY';
}

function messageOf({ state, step }: Orphan, reason: OrphanReason, note: OrphanNote | undefined): string {
  switch (reason) {
    case 'GRACE_PERIOD':
      return 'It is removed once it had no owner for five minutes: what was only just made may find its owner yet.';
    case 'NOT_RECORDED':
      return 'It carries this installation’s tag or name, but no record shows that Lunora made it. Check what it feeds; sweepOrphans removes it.';
    case 'ATTACHED':
      return 'A channel takes it. It is removed once that channel is gone.';
    case 'CHANGING':
      return `It is ${state}, from which AWS removes nothing; looked at again once it has settled.`;
    case 'LAST_TRY_FAILED':
      return `The last try failed and is repeated every minute: ${note?.failure ?? 'unknown'}`;
    case 'READY':
      return step === 'stopChannel'
        ? 'It runs: it is stopped, then deleted.'
        : 'It had no owner for five minutes: it is removed now.';
  }
}
