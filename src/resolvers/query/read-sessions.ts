import type { Session } from '../../domain/records.ts';
import type { Context } from '../context.ts';
import type { ReadAhead } from '../read-ahead.ts';
import { type Connection, decodePlace, encodePlace, toConnection } from './page-args.ts';
import type { Scanned } from './scan.ts';

type Place = Pick<Session, 'startedAt' | 'id'>;

/** Up to so many destinations are read one by one; more are picked from all sessions. */
const maxDestinationReads = 20;

/** The order of sessions. */
export function newestFirst(a: Place, b: Place): number {
  const [x, y] = [`${a.startedAt}#${a.id}`, `${b.startedAt}#${b.id}`];
  return x === y ? 0 : x < y ? 1 : -1;
}

/**
 * Sessions before a place, newest first: the open ones, which only the state has, and those of history.
 * `destinationIds` may let others through when there are many.
 */
export function sessionList(
  { state, loaders }: Pick<Context, 'state' | 'loaders'>,
  destinationIds: readonly string[] | undefined,
  start: Place | null,
): ReadAhead<Session> {
  const unique = destinationIds && [...new Set(destinationIds)].sort();
  const one = unique && unique.length <= maxDestinationReads ? unique : null;
  return loaders.sessionList([one, start && [start.startedAt, start.id]], async (last, limit) => {
    const before = last ?? start;
    const isBefore = (session: Session) => before === null || newestFirst(session, before) > 0;
    const args = { ...(before && { before: { startedAt: before.startedAt, id: before.id } }), limit };
    const { history } = loaders;
    const kept = one
      ? one.flatMap((id) => [...state.where('session', 'destination', id)])
      : [...state.all('session')];
    const read = one
      ? await Promise.all(one.map((destinationId) => history.sessions({ ...args, destinationId })))
      : [await history.sessions(args)];
    const merged = new Map(
      [...kept.filter(isBefore), ...read.flat()].map((session) => [session.id, session]),
    );
    return [...merged.values()].sort(newestFirst).slice(0, limit);
  });
}

/** The place a page goes on after; null from the newest. */
export function afterPlace(after: string | null | undefined): Place | null {
  if (!after) return null;
  const [startedAt = '', id = ''] = decodePlace('after', after);
  return { startedAt, id };
}

/** A page of sessions as read. */
export function toSessionConnection(
  { found, more, stoppedAt }: Scanned<Session>,
  hasPreviousPage: boolean,
): Connection<Session> {
  const cursorOf = ({ startedAt, id }: Session) => encodePlace(startedAt, id);
  const connection = toConnection(
    found.map((node) => ({ cursor: cursorOf(node), node })),
    { hasNextPage: more, hasPreviousPage },
  );
  if (stoppedAt) connection.pageInfo.endCursor = cursorOf(stoppedAt);
  return connection;
}
