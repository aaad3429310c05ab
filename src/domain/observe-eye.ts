import { put } from './change.ts';
import { type Decide, type Decision, nothing } from './decision.ts';
import type { Eye } from './records.ts';
import type { State } from './state.ts';

/** The id of the eye that sees channels and inputs. Every flow has one of its own, by its ARN. */
export const mediaLiveEye = 'medialive';

/** After so many looks in a row that failed, what is known counts as stale. */
export const staleAfterMisses = 3;

/** An unchanged view is logged at most this often. */
export const observedEveryMs = 10_000;

/** A look that succeeded at `at`, `due` where it is to be logged even if it says nothing new; or the `misses`th that failed. */
export type Glance = { at: string; due: boolean } | { misses: number; error: string };

/**
 * What a look says of the view itself. That AWS was seen is logged now and then (or at once, when somebody asked); that
 * it cannot be seen any more, or can again, at once.
 */
export function observeEye(state: State, id: string, glance: Glance): Decision<void> {
  const before = state.get('eye', id);
  if ('misses' in glance) {
    if (glance.misses < staleAfterMisses || before?.stale) return nothing(undefined);
    const observedAt = before?.observedAt ?? null;
    return record(state, { ...kept(before), id, observedAt, stale: true, error: glance.error });
  }
  const news = !before?.observedAt || before.stale || before.lookAsked;
  if (!news && !glance.due) return nothing(undefined);
  return record(state, { ...kept(before), id, observedAt: glance.at, stale: false, error: null });
}

/** A wish to have AWS looked at now, for whoever leads. Before anything was ever seen, looks are on their way anyway. */
export const askForLook: Decide<void> = (state) => {
  const eye = state.get('eye', mediaLiveEye);
  return eye ? record(state, { ...eye, lookAsked: true }) : nothing(undefined);
};

/** What a look says nothing of. */
const kept = (before: Eye | undefined): Pick<Eye, 'quotas'> =>
  before?.quotas ? { quotas: before.quotas } : {};

const record = (state: State, eye: Eye): Decision<void> => ({
  changes: [put(state, 'eye', eye)],
  events: [],
  value: undefined,
});
