import type { PlacedEvent } from '../../domain/log.ts';
import type { Destination } from '../../domain/records.ts';
import { seesEvent } from '../../pubsub/watch-events.ts';
import type { Context } from '../context.ts';
import { eventCursor, pageOfEvents } from './events.ts';
import { type Connection, type PageArgs, pageSize, toConnection } from './page-args.ts';

/** A destination's events, newest first. The newest of many destinations are read at once. */
export async function destinationEvents(
  ctx: Context,
  { id }: Destination,
  args: PageArgs,
): Promise<Connection<PlacedEvent>> {
  const { size, fromEnd } = pageSize(args);
  const keep = (event: PlacedEvent) => seesEvent(event, ctx.sees);
  if (fromEnd || args.after || args.before) return pageOfEvents(ctx, args, { subjectIds: [id], keep });
  const newest = await ctx.loaders.latestEvents.load({ subjectId: id, count: size + 1 });
  const edges = newest
    .slice(0, size)
    .filter(keep)
    .map((node) => ({ cursor: eventCursor(ctx, node), node }));
  return toConnection(edges, { hasNextPage: newest.length > size, hasPreviousPage: false });
}
