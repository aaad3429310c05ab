import type { Stream } from '../../pubsub/stream.ts';
import { type RecordChange, watch } from '../../pubsub/watch.ts';
import type { Context } from '../context.ts';
import { selectionOf, type WatchedArgs } from './selection-of.ts';

/** Channels as they are, then every change to them. */
export function channelChanged(ctx: Context, args: WatchedArgs): Stream<RecordChange<'channel'>> {
  return watch(ctx, { ...selectionOf('Channel', args), type: 'channel', after: args.after });
}
