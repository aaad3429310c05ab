import type { Stream } from '../../pubsub/stream.ts';
import { type RecordChange, watch } from '../../pubsub/watch.ts';
import type { Context } from '../context.ts';
import { selectionOf, type WatchedArgs } from './selection-of.ts';

/** Flow outputs as they are, then every change to them. */
export function outputChanged(ctx: Context, args: WatchedArgs): Stream<RecordChange<'output'>> {
  return watch(ctx, { ...selectionOf('FlowOutput', args), type: 'output', after: args.after });
}
