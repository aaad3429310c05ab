import { OutdatedCursorError } from '../domain/errors.ts';
import type { Entry, EventKind, LogEvent, PlacedEvent } from '../domain/log.ts';
import { openLogReader } from './log-reader.ts';
import { canResume, parseCursor, readFrom } from './start-place.ts';
import { caughtUp, createStream, type LogStream, type Place, type Sees } from './stream.ts';
import type { WatchDeps } from './watch.ts';

export interface WatchEventsArgs {
  /** Where to go on; left out: from now on. */
  after?: string | null | undefined;
  subjectIds?: readonly string[] | null | undefined;
  kinds?: readonly EventKind[] | null | undefined;
  actor?: string | null | undefined;
}

/**
 * The events after a place in the log, in order and once each.
 * @throws DomainError BAD_USER_INPUT when `after` is not a cursor. The stream ends with OutdatedCursorError when what
 * came after it is no longer kept, also when the reader was too slow for the log.
 */
export function watchEvents(
  { store, clock, sees }: WatchDeps,
  { after, ...filter }: WatchEventsArgs,
): LogStream<PlacedEvent> {
  const start = after ? parseCursor(after) : null;
  const reader = openLogReader({ store, clock }, store.state.position);
  let unchecked = start;
  /** Within the first entry read, everything up to this index was delivered before. */
  let skip: Place | null = start?.snapshot ? null : start;
  let pending: Iterator<PlacedEvent, void> = [][Symbol.iterator]();

  function* tell({ position, changes, events }: Entry, sees: Sees) {
    for (const [offset, event] of events.entries()) {
      const index = changes.length + offset;
      if (matches(event, filter) && seesEvent(event, sees))
        yield { index, message: { ...event, position, index } };
    }
  }

  function* tellEvents(entries: readonly Entry[]) {
    for (const entry of entries) {
      const from = skip?.position === entry.position ? skip.index + 1 : 0;
      for (const { index, message } of tell(entry, sees)) if (index >= from) yield message;
    }
  }

  async function pull(wait: boolean): Promise<PlacedEvent | typeof caughtUp | null> {
    if (unchecked) {
      const from = unchecked;
      unchecked = null;
      if (!(await canResume(store, from))) throw new OutdatedCursorError();
      reader.position = readFrom(from);
    }
    for (;;) {
      const told = pending.next();
      if (!told.done) return told.value;
      const entries = await reader.read(wait ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
      if (entries === null) return null;
      if (entries.length === 0) return caughtUp;
      pending = tellEvents(entries);
    }
  }

  return createStream({
    teller: { tell, bookmark: () => null },
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

/** A limited token sees what belongs to its flows, and presets, which belong to all. */
export const seesEvent = ({ flowId, kind }: LogEvent, sees: Sees): boolean =>
  kind === 'PRESET_CHANGED' || sees(flowId);

function matches(event: LogEvent, { subjectIds, kinds, actor }: WatchEventsArgs): boolean {
  return (
    (!subjectIds || (event.subjectId !== null && subjectIds.includes(event.subjectId))) &&
    (!kinds || kinds.includes(event.kind)) &&
    (!actor || event.actor === actor)
  );
}
