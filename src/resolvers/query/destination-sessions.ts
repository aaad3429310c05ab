import type { Destination, Session } from '../../domain/records.ts';
import { sessionsKept } from '../../domain/sessions.ts';
import type { Context } from '../context.ts';
import { type Connection, type PageArgs, pageSize } from './page-args.ts';
import { afterPlace, newestFirst, sessionList, toSessionConnection } from './read-sessions.ts';
import { scan } from './scan.ts';

/**
 * A destination's sessions, newest first. The last ones are in memory; history is read only for a page that goes beyond.
 */
export async function destinationSessions(
  ctx: Context,
  { id }: Destination,
  args: Pick<PageArgs, 'first' | 'after'>,
): Promise<Connection<Session>> {
  const { size } = pageSize(args);
  const after = afterPlace(args.after);
  const kept = [...ctx.state.where('session', 'destination', id)].sort(newestFirst);
  const place = after;
  const page = place ? kept.filter((session) => newestFirst(session, place) > 0) : kept;
  const mayHaveOlder = kept.length >= sessionsKept;
  if (page.length > size || !mayHaveOlder) {
    const found = page.slice(0, size);
    return toSessionConnection({ found, more: page.length > size, stoppedAt: null }, after !== null);
  }
  const scanned = await scan<Session>({
    list: sessionList(ctx, [id], after),
    keep: () => true,
    wanted: size,
  });
  return toSessionConnection(scanned, after !== null);
}

/** The open session, if any. */
export function currentSession({ state }: Context, { sessionId }: Destination): Session | null {
  return (sessionId && state.get('session', sessionId)) || null;
}
