import { instant } from '../clock.ts';
import { type Cursor, END, encodeCursor } from '../domain/cursor.ts';
import { OutdatedCursorError } from '../domain/errors.ts';
import type { Entry } from '../domain/log.ts';
import type { Records } from '../domain/records.ts';
import { type LogReaderDeps, openLogReader } from './log-reader.ts';
import { canResume, parseCursor, readFrom } from './start-place.ts';
import { caughtUp, createStream, type LogStream, type Place, type Sees } from './stream.ts';
import { changesIn, type Selection, selectRecords, type WatchedType } from './watch-selection.ts';

export type WatchKind = 'SNAPSHOT' | 'BOOKMARK' | 'CREATED' | 'UPDATED' | 'DELETED' | 'RESYNC';

/** One message of a watch. `id` is null on BOOKMARK and RESYNC; the record is null there and on DELETED. */
export interface RecordChange<T extends WatchedType> {
  kind: WatchKind;
  cursor: string;
  at: string;
  id: string | null;
  /** As of `cursor`. */
  record: Records[T] | null;
}

/** What following the log for somebody needs. */
export interface WatchDeps extends LogReaderDeps {
  sees: Sees;
}

export interface WatchArgs<T extends WatchedType> extends Selection<T> {
  /** Where to go on; left out: from a snapshot. */
  after?: string | null | undefined;
}

/** How long a stream is silent before it says BOOKMARK. */
export const bookmarkEveryMs = 10_000;

/**
 * List and watch: a SNAPSHOT per record, a BOOKMARK, then every change, in order and once. With `after` the changes since
 * then; RESYNC and a snapshot where they are no longer kept. The place and the snapshot are taken at this call.
 * @throws DomainError BAD_USER_INPUT when `after` is not a cursor.
 */
export function watch<T extends WatchedType>(
  { store, clock, sees }: WatchDeps,
  { after, ...selection }: WatchArgs<T>,
): LogStream<RecordChange<T>> {
  const start = after ? parseCursor(after) : null;
  const reader = openLogReader({ store, clock }, store.state.position);

  let unchecked = start;
  /** Within the first entry read, everything up to this index was delivered before. */
  let skip: Place | null = null;
  let pending: Iterator<RecordChange<T>, void> = [][Symbol.iterator]();
  let saidAtMs = clock.now();

  const cursor = (position: number, index: number, snapshot = false) =>
    encodeCursor({ incarnation: store.incarnation, position, index, snapshot });

  const bookmark = (position: number): RecordChange<T> => ({
    kind: 'BOOKMARK',
    cursor: cursor(position, END),
    at: instant(clock.now()),
    id: null,
    record: null,
  });

  function beginSnapshot(resync: boolean): void {
    const { position } = store.state;
    reader.position = position;
    skip = null;
    pending = tellSnapshot(selectRecords(store.state, selection, sees), position, resync);
  }

  function* tellSnapshot(records: Records[T][], position: number, resync: boolean) {
    const at = instant(clock.now());
    const place = cursor(position, 0, true);
    if (resync) yield { kind: 'RESYNC', cursor: place, at, id: null, record: null } as const;
    let index = 0;
    for (const record of records) {
      yield { kind: 'SNAPSHOT', cursor: cursor(position, index, true), at, id: record.id, record } as const;
      index += 1;
    }
    yield bookmark(position);
  }

  function* tell(entry: Entry, sees: Sees) {
    for (const { index, ...change } of changesIn(entry, selection, sees)) {
      const message: RecordChange<T> = { ...change, cursor: cursor(entry.position, index), at: entry.at };
      yield { index, message };
    }
  }

  function* tellChanges(entries: readonly Entry[]) {
    for (const entry of entries) {
      const from = skip?.position === entry.position ? skip.index + 1 : 0;
      for (const { index, message } of tell(entry, sees)) if (index >= from) yield message;
    }
  }

  async function resume(from: Cursor): Promise<void> {
    const kept = await canResume(store, from);
    if (!kept || from.snapshot) return beginSnapshot(!kept);
    reader.position = readFrom(from);
    skip = from;
  }

  async function pull(wait: boolean): Promise<RecordChange<T> | typeof caughtUp | null> {
    if (unchecked) {
      const from = unchecked;
      unchecked = null;
      await resume(from);
    }
    for (;;) {
      const told = pending.next();
      if (!told.done) return say(told.value);
      try {
        const dueAtMs = wait ? saidAtMs + bookmarkEveryMs : Number.NEGATIVE_INFINITY;
        const entries = await reader.read(dueAtMs);
        if (entries === null) return null;
        if (!wait && entries.length === 0) return caughtUp;
        pending = tellChanges(entries);
        if (wait && (entries.length === 0 || allRead(dueAtMs))) {
          const first = pending.next();
          return say(first.done ? bookmark(reader.position) : first.value);
        }
      } catch (error) {
        if (!(error instanceof OutdatedCursorError)) throw error;
        beginSnapshot(true);
      }
    }
  }

  /** Silent for too long although entries keep coming, none of them for this stream. */
  const allRead = (dueAtMs: number) => clock.now() >= dueAtMs && reader.position >= store.state.position;

  function say(message: RecordChange<T>): RecordChange<T> {
    saidAtMs = clock.now();
    return message;
  }

  if (!start) beginSnapshot(false);
  return createStream({
    teller: { tell, bookmark },
    pull,
    position: () => reader.position,
    seek(place) {
      unchecked = null;
      pending = [][Symbol.iterator]();
      reader.position = readFrom({ ...place, snapshot: false });
      skip = place;
    },
    close: reader.close,
  });
}
