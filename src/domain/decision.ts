import type { Change, LogEvent } from './log.ts';
import type { State } from './state.ts';
import type { Warning } from './warning.ts';

/** What a decision does: the records it changes, the events that say so, and what the caller gets back. */
export interface Decision<R> {
  changes: Change[];
  events: LogEvent[];
  value: R;
  /** Notes for the caller. Left out: none. */
  warnings?: readonly Warning[];
}

/**
 * A pure function from the state as it is to a decision. It may run several times (a lost race folds what won and
 * decides again) and throws a `Refusal` or another `DomainError` to change nothing.
 */
export type Decide<R> = (state: State, now: string) => Decision<R>;

export const nothing = <R>(value: R): Decision<R> => ({ changes: [], events: [], value });
