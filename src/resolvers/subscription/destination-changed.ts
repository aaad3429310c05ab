import type { Stream } from '../../pubsub/stream.ts';
import { type RecordChange, watch } from '../../pubsub/watch.ts';
import type { Context } from '../context.ts';
import { selectionOf, type WatchedArgs } from './selection-of.ts';

/** Destinations as they are, then every change to them, to what is behind them included. */
export function destinationChanged(ctx: Context, args: WatchedArgs): Stream<RecordChange<'destination'>> {
  return watch(ctx, { ...selectionOf('Destination', args), type: 'destination', after: args.after });
}
