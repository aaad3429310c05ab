import type { PlacedEvent } from '../../domain/log.ts';
import type { Destination } from '../../domain/records.ts';
import { seesEvent } from '../../pubsub/watch-events.ts';
import type { Context } from '../context.ts';
import { asOfCursor } from './as-of-cursor.ts';
import { eventCursor, type FollowedConnection, pageOfEvents } from './events.ts';
import { type PageArgs, pageSize, toConnection } from './page-args.ts';

/** A destination's events, newest first. The newest of many destinations are read at once. */
export async function destinationEvents(
  ctx: Context,
  { id }: Destination,
  args: PageArgs,
): Promise<FollowedConnection<PlacedEvent>> {
  const { position } = ctx.state;
  const { size, fromEnd } = pageSize(args);
  const keep = (event: PlacedEvent) => event.position <= position && seesEvent(event, ctx.sees);
  if (fromEnd || args.after || args.before) return pageOfEvents(ctx, args, { subjectIds: [id], keep });
  const newest = await ctx.loaders.latestEvents.load({ subjectId: id, count: size + 1 });
  const edges = newest
    .slice(0, size)
    .filter(keep)
    .map((node) => ({ cursor: eventCursor(ctx, node), node }));
  const page = toConnection(edges, { hasNextPage: newest.length > size, hasPreviousPage: false });
  return { ...page, asOf: asOfCursor(ctx, position) };
}
