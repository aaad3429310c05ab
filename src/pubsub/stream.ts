import type { Cursor } from '../domain/cursor.ts';
import type { Entry } from '../domain/log.ts';

export type Stream<T> = AsyncIterableIterator<T, undefined, undefined>;

/** In the log: everything of lower entries, and of entry `position` everything up to and including `index`. */
export type Place = Pick<Cursor, 'position' | 'index'>;

/** The one that is further on. */
export const furtherOf = (a: Place, b: Place): Place =>
  a.position > b.position || (a.position === b.position && a.index > b.index) ? a : b;

/** Whether somebody sees what belongs to this flow; what belongs to none is for those who see everything. */
export type Sees = (flowId: string | null) => boolean;

/** What a stream says: a function of the log, of what the stream was asked for, of who sees what, and of nothing else. */
export interface Teller<T> {
  /** What it says of an entry to one who sees so much, in order, each with its index within the entry. */
  tell(entry: Entry, sees: Sees): Iterable<{ index: number; message: T }>;
  /** What it says after a silence; null where it says nothing. */
  bookmark(position: number): T | null;
}

/** A stream that is a place in the log, so that it can be left there, and taken up again elsewhere. */
export interface LogStream<T> extends Stream<T> {
  readonly teller: Teller<T>;
  /** As `next`, but never waits for what is not there yet: null, then, and everything up to `position` was handed out. */
  nextKnown(): Promise<IteratorResult<T, undefined> | null>;
  readonly position: number;
  /** Goes on after this place. Not while a `next` is under way. */
  seek(place: Place): void;
}

/** What `pull` answers when there is nothing now. */
export const caughtUp = Symbol('caught up');

export interface StreamSource<T> extends Pick<LogStream<T>, 'teller' | 'seek'> {
  /** The next item, waiting for it or `caughtUp`; null at the end. Never called twice at once. */
  pull(wait: boolean): Promise<T | typeof caughtUp | null>;
  position(): number;
  /** Must make a `pull` that waits come back. */
  close(): void;
}

/**
 * An iterable over what a source hands out, on demand only. Unlike an async generator it honours `return()` while a
 * `next()` waits, so nobody who left stays registered.
 */
export function createStream<T>({ pull, close, position, teller, seek }: StreamSource<T>): LogStream<T> {
  const end = { done: true, value: undefined } as const;
  let closed = false;
  let turn: Promise<unknown> = Promise.resolve();

  function finish(): void {
    if (closed) return;
    closed = true;
    close();
  }

  async function take(wait: boolean): Promise<IteratorResult<T, undefined> | null> {
    if (closed) return end;
    try {
      const value = await pull(wait);
      if (!closed && value === caughtUp) return null;
      if (!closed && value !== null) return { done: false, value: value as T };
    } catch (error) {
      finish();
      throw error;
    }
    finish();
    return end;
  }

  function inTurn(wait: boolean): Promise<IteratorResult<T, undefined> | null> {
    const taken = turn.then(() => take(wait));
    turn = taken.catch(() => {});
    return taken;
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => inTurn(true).then((taken) => taken ?? end),
    nextKnown: () => inTurn(false),
    get position() {
      return position();
    },
    teller,
    seek,
    async return() {
      finish();
      return end;
    },
    async throw(error) {
      finish();
      throw error;
    },
  };
}
