import type { Cursor } from '../domain/cursor.ts';
import type { Entry } from '../domain/log.ts';
import { LogReader, type LogReaderDeps } from './log-reader.ts';
import { readFrom } from './start-place.ts';
import type { LogStream, Place, Sees, Teller } from './stream.ts';

/** What following the log for somebody needs. */
export interface FollowLogDeps extends LogReaderDeps {
  sees: Sees;
}

/** What `pull` answers when there is nothing now. */
export const caughtUp = Symbol('caught up');

const end = { done: true, value: undefined } as const;
const nothing: Iterator<never, void> = { next: () => end };

/**
 * The log as a teller tells it to one who follows it, on demand only. Unlike an async generator it honours `return()` while
 * a `next()` waits, so nobody who left stays registered. A class, as there is one for every subscriber.
 */
export abstract class LogFollower<T, L extends Teller<T> = Teller<T>> implements LogStream<T> {
  protected readonly reader: LogReader;
  /** What is known and not told yet. */
  protected pending: Iterator<T, void> = nothing;
  /** Within the first entry read, everything up to this index was told before. */
  protected skip: Place | null = null;
  told: number;
  private closed = false;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    protected readonly deps: FollowLogDeps,
    readonly teller: L,
    /** Where to go on, as long as nobody has looked whether that is possible. */
    private unchecked: Cursor | null,
  ) {
    this.reader = new LogReader(deps, deps.store.state.position);
    this.told = unchecked ? (unchecked.unobserved ?? 0) : teller.unobserved();
  }

  /** Goes on after a cursor that somebody showed, as far as that is possible. Called once at most, and before `pull`. */
  protected abstract resume(from: Cursor): Promise<void>;

  /** The next item, waiting for it or `caughtUp`; null at the end. Never called twice at once. */
  protected abstract pull(wait: boolean): Promise<T | typeof caughtUp | null>;

  [Symbol.asyncIterator](): this {
    return this;
  }

  get position(): number {
    return this.reader.position;
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    return (await this.inTurn(true)) ?? end;
  }

  nextKnown(): Promise<IteratorResult<T, undefined> | null> {
    return this.inTurn(false);
  }

  seek(place: Place): void {
    this.unchecked = null;
    this.pending = nothing;
    this.told = place.unobserved ?? 0;
    this.goOnAfter({ ...place, snapshot: false });
  }

  async return(): Promise<typeof end> {
    this.finish();
    return end;
  }

  async throw(error: unknown): Promise<never> {
    this.finish();
    throw error;
  }

  /** What is told of these entries, but for what was told before. */
  protected *tell(entries: readonly Entry[]): Generator<T, void> {
    for (const entry of entries) {
      const from = this.skip?.position === entry.position ? this.skip.index + 1 : 0;
      for (const { index, message } of this.teller.tell(entry, this.deps.sees, this.told))
        if (index >= from) yield message;
    }
  }

  protected goOnAfter(place: Omit<Cursor, 'incarnation'>): void {
    this.reader.position = readFrom(place);
    this.skip = place;
  }

  private finish(): void {
    if (this.closed) return;
    this.closed = true;
    this.reader.close();
  }

  private inTurn(wait: boolean): Promise<IteratorResult<T, undefined> | null> {
    const taken = this.turn.then(() => this.take(wait));
    this.turn = taken.catch(() => {});
    return taken;
  }

  private async take(wait: boolean): Promise<IteratorResult<T, undefined> | null> {
    if (this.closed) return end;
    try {
      const from = this.unchecked;
      this.unchecked = null;
      if (from) await this.resume(from);
      const value = await this.pull(wait);
      if (!this.closed && value === caughtUp) return null;
      if (!this.closed && value !== null) return { done: false, value: value as T };
    } catch (error) {
      this.finish();
      throw error;
    }
    this.finish();
    return end;
  }
}
