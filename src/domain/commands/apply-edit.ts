import type { Destination } from '../records.ts';
import { situationOf } from '../situation.ts';
import type { State } from '../state.ts';
import { reconfigure } from './wish.ts';

interface Edit {
  /** Something that AWS learns was changed. */
  reconfigured: boolean;
  apply: 'NEXT_START' | 'RESTART_NOW';
}

/** The edited destination as it is kept. It restarts only if asked to and if AWS has something else than is wanted now. */
export function applyEdit(
  state: State,
  edited: Destination,
  { reconfigured, apply }: Edit,
  now: string,
): { next: Destination; restart: boolean } {
  const candidate = reconfigured ? reconfigure(edited, false, now) : edited;
  const made = edited.work.channel ?? edited.work.output;
  const differs = made ? situationOf(state, candidate, false).drift : reconfigured;
  const restart = apply === 'RESTART_NOW' && edited.desired === 'RUNNING' && differs;
  const next =
    reconfigured || restart
      ? reconfigure(edited, restart, now)
      : { ...edited, version: edited.version + 1, updatedAt: now };
  // A restart that is not needed any more must not happen for a later edit.
  return { next: differs ? next : { ...next, restartFor: null }, restart };
}
