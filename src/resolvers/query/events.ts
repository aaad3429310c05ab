import { decodeCursor, encodeCursor } from '../../domain/cursor.ts';
import { DomainError, OutdatedCursorError } from '../../domain/errors.ts';
import type { PlacedEvent } from '../../domain/log.ts';
import { type ShownEventKind, shownKind } from '../../domain/shown-kind.ts';
import { seesEvent } from '../../pubsub/watch-events.ts';
import type { Context } from '../context.ts';
import { parseId } from '../global-id.ts';
import type { ReadAhead } from '../read-ahead.ts';
import { asOfCursor } from './as-of-cursor.ts';
import { type Connection, type PageArgs, pageSize, toConnection } from './page-args.ts';
import { scan } from './scan.ts';

type Maybe<T> = T | null | undefined;
type Place = Pick<PlacedEvent, 'position' | 'index'>;

export interface EventFilter {
  subjectIds?: Maybe<readonly string[]>;
  kind?: Maybe<readonly ShownEventKind[]>;
  actor?: Maybe<string>;
}

export interface EventsArgs extends PageArgs {
  filter?: Maybe<EventFilter>;
}

/** A page of events that can be followed from where it is true. */
export interface FollowedConnection<T> extends Connection<T> {
  asOf: string;
}

/** Up to so many subjects are read one by one; more are picked from the whole log. */
const maxSubjectReads = 20;

/**
 * The activity log, newest first; `last` reads it from its oldest end. A filter that matches little may end a page early,
 * with `hasNextPage` true: go on from its `endCursor`.
 */
export async function events(
  ctx: Context,
  { filter, ...page }: EventsArgs,
): Promise<FollowedConnection<PlacedEvent>> {
  const subjectIds = filter?.subjectIds?.flatMap((id) => parseId(id)?.rawId ?? []);
  const { kind, actor } = filter ?? {};
  return pageOfEvents(ctx, page, {
    subjectIds,
    keep: (event) =>
      seesEvent(event, ctx.sees) &&
      (!subjectIds || (event.subjectId !== null && subjectIds.includes(event.subjectId))) &&
      (!kind || kind.includes(shownKind(event))) &&
      (!actor || event.actor === actor),
  });
}

interface Wanted {
  /** Raw ids; undefined: of all subjects. */
  subjectIds: readonly string[] | undefined;
  keep(event: PlacedEvent): boolean;
}

/** A page of events. */
export async function pageOfEvents(
  ctx: Context,
  args: PageArgs,
  { subjectIds, keep }: Wanted,
): Promise<FollowedConnection<PlacedEvent>> {
  const { position } = ctx.state;
  const { size, fromEnd } = pageSize(args);
  const after = parsePlace(ctx, 'after', args.after);
  const before = parsePlace(ctx, 'before', args.before);
  const [start, end] = fromEnd ? [before, after] : [after, before];
  const { found, more, stoppedAt } = await scan<PlacedEvent>({
    list: eventList(ctx, subjectIds, start, !fromEnd),
    // What happens while the page is read is for those who follow from its asOf.
    keep: (event) => event.position <= position && keep(event),
    ends: (event) =>
      end !== null && (fromEnd ? comparePlace(event, end) >= 0 : comparePlace(event, end) <= 0),
    wanted: size,
  });
  const edges = found.map((node) => ({ cursor: eventCursor(ctx, node), node }));
  if (fromEnd) edges.reverse();
  const connection = toConnection(edges, {
    hasNextPage: fromEnd ? before !== null : more,
    hasPreviousPage: fromEnd ? more : after !== null,
  });
  if (stoppedAt) connection.pageInfo[fromEnd ? 'startCursor' : 'endCursor'] = eventCursor(ctx, stoppedAt);
  return { ...connection, asOf: asOfCursor(ctx, position) };
}

/** The event's place in the log: `after` of a subscription takes it too. */
export function eventCursor({ store }: Pick<Context, 'store'>, { position, index }: Place): string {
  return encodeCursor({ incarnation: store.incarnation, position, index, snapshot: false });
}

function parsePlace({ store }: Context, argument: string, text: Maybe<string>): Place | null {
  if (!text) return null;
  const cursor = decodeCursor(text);
  if (!cursor) throw new DomainError('BAD_USER_INPUT', `${argument}: this is not a cursor of this list.`);
  if (cursor.incarnation !== store.incarnation) throw new OutdatedCursorError();
  return cursor;
}

const comparePlace = (a: Place, b: Place): number => a.position - b.position || a.index - b.index;

function eventList(
  { loaders }: Context,
  subjectIds: readonly string[] | undefined,
  start: Place | null,
  newestFirst: boolean,
): ReadAhead<PlacedEvent> {
  const unique = subjectIds && [...new Set(subjectIds)].sort();
  const subjects = unique && unique.length <= maxSubjectReads ? unique : [undefined];
  const key = [subjects, start && [start.position, start.index], newestFirst];
  return loaders.eventList(key, async (last, limit) => {
    const from = last ?? start;
    const found = await Promise.all(
      subjects.map((subjectId) =>
        loaders.history.events({
          ...(from && { from: { position: from.position, index: from.index } }),
          ...(subjectId !== undefined && { subjectId }),
          newestFirst,
          limit,
        }),
      ),
    );
    return found
      .flat()
      .sort((a, b) => (newestFirst ? comparePlace(b, a) : comparePlace(a, b)))
      .slice(0, limit);
  });
}
