import type { Cursor } from '../domain/cursor.ts';
import type { Entry } from '../domain/log.ts';

export type Stream<T> = AsyncIterableIterator<T, undefined, undefined>;

/** In the log: everything of lower entries, and of entry `position` everything up to and including `index`. */
export type Place = Pick<Cursor, 'position' | 'index' | 'unobserved'>;

/** The one that is further on. */
export const furtherOf = (a: Place, b: Place): Place =>
  a.position > b.position || (a.position === b.position && a.index > b.index) ? a : b;

/** Whether somebody sees what belongs to this flow; what belongs to none is for those who see everything. */
export type Sees = (flowId: string | null) => boolean;

/** A message with its index within the entry; `unobserved`: as in a cursor, where it is not what it was before. */
export interface Told<T> {
  index: number;
  message: T;
  unobserved?: number;
}

/** What a stream says: a function of the log, of what the stream was asked for, of who sees what, and of nothing else. */
export interface Teller<T> {
  /** What it says of an entry to one who sees so much, in order, each with its index within the entry. */
  tell(entry: Entry, sees: Sees, unobserved: number): Iterable<Told<T>>;
  /** What it says after a silence; null where it says nothing. */
  bookmark(position: number, unobserved: number): T | null;
  /** Mark of the parts of AWS that are not observed; 0: all are, or that does not show. */
  unobserved(): number;
  /**
   * What it says at the end of the log to one whose records read otherwise by now: each that does, as it stands, then that
   * all are told. `from` and `to` are marks.
   */
  retell(sees: Sees, from: number, to: number): Iterable<Told<T>>;
}

/** A stream that is a place in the log, so that it can be left there, and taken up again elsewhere. */
export interface LogStream<T> extends Stream<T> {
  readonly teller: Teller<T>;
  /** As `next`, but never waits for what is not there yet: null, then, and everything up to `position` was handed out. */
  nextKnown(): Promise<IteratorResult<T, undefined> | null>;
  readonly position: number;
  /** What was told last of `Teller.unobserved`. */
  readonly told: number;
  /** Goes on after this place. Not while a `next` is under way. */
  seek(place: Place): void;
}
