import type { Stream } from '../../pubsub/stream.ts';
import { type RecordChange, watch } from '../../pubsub/watch.ts';
import type { Context } from '../context.ts';
import { selectionOf, type WatchedArgs } from './selection-of.ts';

/** Flows as they are, then every change to them. */
export function flowChanged(ctx: Context, args: WatchedArgs): Stream<RecordChange<'flow'>> {
  return watch(ctx, { ...selectionOf('Flow', args), type: 'flow', after: args.after });
}
