import type { Session } from '../../domain/records.ts';
import type { Context } from '../context.ts';
import { decodeId } from '../global-id.ts';
import { type Connection, type PageArgs, pageSize } from './page-args.ts';
import { afterPlace, newestFirst, sessionList, toSessionConnection } from './read-sessions.ts';
import { scan } from './scan.ts';

type Maybe<T> = T | null | undefined;

export interface SessionFilter {
  destinationIds?: Maybe<readonly string[]>;
  /** Those started at or after this instant. */
  from?: Maybe<string>;
  /** Those started before this instant. */
  to?: Maybe<string>;
}

export interface SessionsArgs extends Pick<PageArgs, 'first' | 'after'> {
  filter?: Maybe<SessionFilter>;
}

/** Sessions by start, newest first, those of deleted destinations included. */
export async function sessions(
  ctx: Context,
  { filter, ...page }: SessionsArgs,
): Promise<Connection<Session>> {
  const { size } = pageSize(page);
  const ids = filter?.destinationIds?.flatMap((id) => decodeId('Destination', id) ?? []);
  const { from, to } = filter ?? {};
  const after = afterPlace(page.after);
  const until = to ? { startedAt: to, id: '' } : null;
  const start = after && until ? (newestFirst(after, until) < 0 ? until : after) : (after ?? until);
  const scanned = await scan<Session>({
    list: sessionList(ctx, ids, start),
    keep: ({ flowId, destinationId }) => ctx.sees(flowId) && (!ids || ids.includes(destinationId)),
    ends: ({ startedAt }) => typeof from === 'string' && startedAt < from,
    wanted: size,
  });
  return toSessionConnection(scanned, after !== null);
}
