import { type Clock, instant } from '../clock.ts';
import { type Cursor, END, encodeCursor } from '../domain/cursor.ts';
import { OutdatedCursorError } from '../domain/errors.ts';
import { eyesOf } from '../domain/eyes-of.ts';
import type { WatchedType } from '../domain/linked-digest.ts';
import type { Entry } from '../domain/log.ts';
import type { Records } from '../domain/records.ts';
import { unobservedSince } from '../domain/unobserved-parts.ts';
import { caughtUp, type FollowLogDeps, LogFollower } from './log-follower.ts';
import type { LogReaderDeps } from './log-reader.ts';
import { canResume, parseCursor } from './start-place.ts';
import type { LogStream, Sees, Teller } from './stream.ts';
import { changesIn, type Selection, selectRecords } from './watch-selection.ts';

export type WatchKind = 'SNAPSHOT' | 'BOOKMARK' | 'CREATED' | 'UPDATED' | 'DELETED' | 'RESYNC';

/** One message of a watch. `id` is null on BOOKMARK and RESYNC; the record is null there and on DELETED. */
export interface RecordChange<T extends WatchedType> {
  kind: WatchKind;
  cursor: string;
  at: string;
  id: string | null;
  /** As of `cursor`. */
  record: Records[T] | null;
  /** What the stream is about. */
  selection: Selection<T>;
}

export interface WatchArgs<T extends WatchedType> extends Selection<T> {
  /** Where to go on; left out: from a snapshot. */
  after?: string | null | undefined;
}

/** Each retelling has indexes of its own beyond the entry, so that several at one position share no cursor. */
const indexesPerRetelling = 8_000;
const retellings = 1_000;

/** How long a stream is silent before it says BOOKMARK. */
export const bookmarkEveryMs = 10_000;

/**
 * List and watch: a SNAPSHOT per record, a BOOKMARK, then every change, in order and once. With `after` the changes since
 * then; RESYNC and a snapshot where they are no longer kept. The place and the snapshot are taken at this call.
 * @throws DomainError BAD_USER_INPUT when `after` is not a cursor.
 */
export const watch = <T extends WatchedType>(
  { store, clock, freshness, sees, tokenKey = '' }: FollowLogDeps,
  { after, ...selection }: WatchArgs<T>,
): LogStream<RecordChange<T>> => {
  const teller = new ChangeTeller({ store, clock, freshness }, selection);
  return new Watch({ store, clock, freshness, sees, tokenKey }, teller, after ? parseCursor(after) : null);
};

class ChangeTeller<T extends WatchedType> implements Teller<RecordChange<T>> {
  private readonly store: LogReaderDeps['store'];
  private readonly clock: Clock;
  private readonly freshness: LogReaderDeps['freshness'];

  constructor(
    { store, clock, freshness }: LogReaderDeps,
    readonly selection: Selection<T>,
  ) {
    this.store = store;
    this.clock = clock;
    this.freshness = freshness;
  }

  *tell(entry: Entry, sees: Sees, unobserved: number) {
    for (const { index, ...change } of changesIn(entry, this.selection, sees)) {
      const cursor = this.cursor({ position: entry.position, index, unobserved });
      yield { index, message: { ...change, cursor, at: entry.at, selection: this.selection } };
    }
  }

  bookmark(position: number, unobserved: number, index = END): RecordChange<T> {
    return this.message('BOOKMARK', this.cursor({ position, index, unobserved }), null);
  }

  unobserved(): number {
    return this.freshness?.parts.mark ?? 0;
  }

  /** Until the last of them, a cursor says that the records are still to be told. */
  *retell(sees: Sees, from: number, to: number) {
    const { position } = this.store.state;
    let index = END + indexesPerRetelling * ((this.freshness?.parts.changes ?? 0) % retellings);
    const differs = this.differBetween(from, to);
    for (const record of selectRecords(this.store.state, this.selection, sees)) {
      if (!differs(record)) continue;
      index += 1;
      const cursor = this.cursor({ position, index, unobserved: from });
      yield { index, message: this.message('UPDATED', cursor, record) };
    }
    index += 1;
    yield { index, message: this.bookmark(position, to, index), unobserved: to };
  }

  /** Marks of another process say nothing here: then any record may read otherwise. */
  private differBetween(from: number, to: number): (record: Records[T]) => boolean {
    const before = this.freshness?.parts.partsOf(from);
    const after = this.freshness?.parts.partsOf(to);
    if (!before || !after) return () => true;
    return (record) => {
      for (const eye of eyesOf(this.store.state, this.selection.type, record))
        if (unobservedSince(before, eye) !== unobservedSince(after, eye)) return true;
      return false;
    };
  }

  /** Of the records as they are at a position. */
  *snapshot(
    records: Records[T][],
    position: number,
    resync: boolean,
    unobserved: number,
  ): Generator<RecordChange<T>, void> {
    const at = (index: number) => this.cursor({ position, index, snapshot: true, unobserved });
    if (resync) yield this.message('RESYNC', at(0), null);
    for (const [index, record] of records.entries()) yield this.message('SNAPSHOT', at(index), record);
    yield this.bookmark(position, unobserved);
  }

  private message(kind: WatchKind, cursor: string, record: Records[T] | null): RecordChange<T> {
    const at = instant(this.clock.now());
    return { kind, cursor, at, id: record?.id ?? null, record, selection: this.selection };
  }

  private cursor(place: Omit<Cursor, 'incarnation' | 'snapshot'> & { snapshot?: boolean }): string {
    return encodeCursor({ snapshot: false, ...place, incarnation: this.store.incarnation });
  }
}

class Watch<T extends WatchedType> extends LogFollower<RecordChange<T>, ChangeTeller<T>> {
  private saidAtMs: number;

  constructor(deps: FollowLogDeps, teller: ChangeTeller<T>, start: Cursor | null) {
    super(deps, teller, start);
    this.saidAtMs = deps.clock.monotonicMs();
    if (!start) this.beginSnapshot(false);
  }

  protected async pull(wait: boolean): Promise<RecordChange<T> | typeof caughtUp | null> {
    for (;;) {
      const told = this.pending.next();
      if (!told.done) return this.say(told.value);
      try {
        const next = await this.readOn(wait);
        if (next !== undefined) return next;
      } catch (error) {
        if (!(error instanceof OutdatedCursorError)) throw error;
        this.beginSnapshot(true);
      }
    }
  }

  /** Reads on in the log into `pending`. Undefined where that may hold what comes next, else as `pull`. */
  private async readOn(wait: boolean): Promise<RecordChange<T> | typeof caughtUp | null | undefined> {
    const dueAtMs = wait ? this.saidAtMs + bookmarkEveryMs : Number.NEGATIVE_INFINITY;
    const entries = await this.reader.read(dueAtMs, () => this.isToRetell());
    if (entries === null) return null;
    const nothingNew = entries.length === 0;
    if (nothingNew && this.isToRetell()) {
      this.beginRetelling();
      return undefined;
    }
    if (nothingNew && !wait) return caughtUp;
    this.pending = this.tell(entries);
    return wait && (nothingNew || this.allRead(dueAtMs)) ? this.nextOrBookmark() : undefined;
  }

  private nextOrBookmark(): RecordChange<T> {
    const first = this.pending.next();
    return this.say(first.done ? this.teller.bookmark(this.reader.position, this.told) : first.value);
  }

  private isToRetell(): boolean {
    return this.told !== this.teller.unobserved();
  }

  /** Taken at the end of the log, all at once; what changes meanwhile follows. */
  private beginRetelling(): void {
    const to = this.teller.unobserved();
    const told = [...this.teller.retell(this.deps.sees, this.told, to)];
    this.pending = told.map(({ message }) => message).values();
    this.told = to;
  }

  private beginSnapshot(resync: boolean): void {
    const { store, sees } = this.deps;
    const { position } = store.state;
    this.reader.position = position;
    this.skip = null;
    const records = selectRecords(store.state, this.teller.selection, sees);
    this.told = this.teller.unobserved();
    this.pending = this.teller.snapshot(records, position, resync, this.told);
  }

  protected async resume(from: Cursor): Promise<void> {
    const kept = await canResume(this.deps.store, from);
    if (!kept || from.snapshot) this.beginSnapshot(!kept);
    else this.goOnAfter(from);
  }

  /** Silent for too long although entries keep coming, none of them for this stream. */
  private allRead(dueAtMs: number): boolean {
    const { clock, store } = this.deps;
    return clock.monotonicMs() >= dueAtMs && this.reader.position >= store.state.position;
  }

  private say(message: RecordChange<T>): RecordChange<T> {
    this.saidAtMs = this.deps.clock.monotonicMs();
    return message;
  }
}
