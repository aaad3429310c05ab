import type { Cursor } from '../domain/cursor.ts';
import { OutdatedCursorError } from '../domain/errors.ts';
import type { Entry, LogEvent, PlacedEvent } from '../domain/log.ts';
import { adminsOnly } from '../domain/may-read.ts';
import { type ShownEventKind, shownKind } from '../domain/shown-kind.ts';
import { caughtUp, type FollowLogDeps, LogFollower } from './log-follower.ts';
import { canResume, parseCursor } from './start-place.ts';
import type { LogStream, Sees, Teller } from './stream.ts';

interface EventFilter {
  subjectIds?: readonly string[] | null | undefined;
  kinds?: readonly ShownEventKind[] | null | undefined;
  actor?: string | null | undefined;
}

export interface WatchEventsArgs extends EventFilter {
  /** Where to go on; left out: from now on. */
  after?: string | null | undefined;
}

/**
 * The events after a place in the log, in order and once each.
 * @throws DomainError BAD_USER_INPUT when `after` is not a cursor. The stream ends with OutdatedCursorError when what
 * came after it is no longer kept, also when the reader was too slow for the log.
 */
export const watchEvents = (
  { store, clock, sees, tokenKey = '' }: FollowLogDeps,
  { after, ...filter }: WatchEventsArgs,
): LogStream<PlacedEvent> =>
  new EventWatch(
    { store, clock, sees, tokenKey },
    new EventTeller(filter),
    after ? parseCursor(after) : null,
  );

class EventTeller implements Teller<PlacedEvent> {
  constructor(private readonly filter: EventFilter) {}

  *tell({ position, changes, events }: Entry, sees: Sees) {
    for (const [offset, event] of events.entries()) {
      const index = changes.length + offset;
      if (matches(event, this.filter) && seesEvent(event, sees))
        yield { index, message: { ...event, position, index } };
    }
  }

  bookmark(): null {
    return null;
  }

  /** An event stays true, whatever is observed since. */
  unobserved(): number {
    return 0;
  }

  retell(): [] {
    return [];
  }
}

class EventWatch extends LogFollower<PlacedEvent> {
  protected async resume(from: Cursor): Promise<void> {
    if (!(await canResume(this.deps.store, from))) throw new OutdatedCursorError();
    this.goOnAfter(from);
  }

  protected async pull(wait: boolean): Promise<PlacedEvent | typeof caughtUp | null> {
    for (;;) {
      const told = this.pending.next();
      if (!told.done) return told.value;
      const untilMs = wait ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
      const entries = await this.reader.read(untilMs);
      if (entries === null) return null;
      if (entries.length === 0) return caughtUp;
      this.pending = this.tell(entries);
    }
  }
}

/** A limited token sees what belongs to its flows, and presets, which belong to all; denials are for admins. */
export const seesEvent = ({ flowId, kind, denial }: LogEvent, sees: Sees): boolean =>
  denial ? sees(adminsOnly) : kind === 'PRESET_CHANGED' || sees(flowId);

function matches(event: LogEvent, { subjectIds, kinds, actor }: EventFilter): boolean {
  return (
    (!subjectIds || (event.subjectId !== null && subjectIds.includes(event.subjectId))) &&
    (!kinds || kinds.includes(shownKind(event))) &&
    (!actor || event.actor === actor)
  );
}
