import { OutdatedCursorError } from '../domain/errors.ts';
import type { Entry, EventKind, LogEvent, PlacedEvent } from '../domain/log.ts';
import { type LogReaderDeps, openLogReader } from './log-reader.ts';
import { canResume, parseCursor, readFrom } from './start-place.ts';
import { createStream, type Stream } from './stream.ts';

export interface WatchEventsArgs {
  /** Where to go on; left out: from now on. */
  after?: string | null | undefined;
  subjectIds?: readonly string[] | null | undefined;
  kinds?: readonly EventKind[] | null | undefined;
  actor?: string | null | undefined;
  /** The flows a limited token sees; null: everything. */
  scope: readonly string[] | null;
}

/**
 * The events after a place in the log, in order and once each.
 * @throws DomainError BAD_USER_INPUT when `after` is not a cursor. The stream ends with OutdatedCursorError when what
 * came after it is no longer kept, also when the reader was too slow for the log.
 */
export function watchEvents(deps: LogReaderDeps, { after, ...filter }: WatchEventsArgs): Stream<PlacedEvent> {
  const start = after ? parseCursor(after) : null;
  const reader = openLogReader(deps, deps.store.state.position);
  let unchecked = start;
  let pending: Iterator<PlacedEvent, void> = [][Symbol.iterator]();

  function* tell(entries: readonly Entry[]) {
    for (const { position, changes, events } of entries) {
      const from = start?.position === position && !start.snapshot ? start.index + 1 : 0;
      for (const [offset, event] of events.entries()) {
        const index = changes.length + offset;
        if (index >= from && matches(event, filter)) yield { ...event, position, index };
      }
    }
  }

  async function pull(): Promise<PlacedEvent | null> {
    if (unchecked) {
      const from = unchecked;
      unchecked = null;
      if (!(await canResume(deps, from))) throw new OutdatedCursorError();
      reader.position = readFrom(from);
    }
    for (;;) {
      const told = pending.next();
      if (!told.done) return told.value;
      const entries = await reader.read(Number.POSITIVE_INFINITY);
      if (entries === null) return null;
      pending = tell(entries);
    }
  }

  return createStream({ pull, close: reader.close });
}

/** A limited token sees what belongs to its flows, and presets, which belong to all. */
export function seesEvent({ flowId, kind }: LogEvent, scope: readonly string[] | null): boolean {
  return scope === null || kind === 'PRESET_CHANGED' || (flowId !== null && scope.includes(flowId));
}

function matches(event: LogEvent, { subjectIds, kinds, actor, scope }: WatchEventsArgs): boolean {
  return (
    seesEvent(event, scope) &&
    (!subjectIds || (event.subjectId !== null && subjectIds.includes(event.subjectId))) &&
    (!kinds || kinds.includes(event.kind)) &&
    (!actor || event.actor === actor)
  );
}
