import type { Change, LogEvent } from './log.ts';
import type { State } from './state.ts';

/** What follows from changes, in the same entry: conditions, sessions, and the destinations behind a changed channel. */
export interface Consequences {
  changes: Change[];
  events: LogEvent[];
}

/** `state` already shows `changes`, `before` does not. Pure; called once per decision before it is appended. */
export type FindConsequences = (
  state: State,
  changes: readonly Change[],
  now: string,
  before: State,
) => Consequences;
