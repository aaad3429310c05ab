import type { Context } from '../resolvers/context.ts';
import { HistoryLoaders } from '../resolvers/history-loaders.ts';
import { type Read, TrackedState } from './track-reads.ts';

/** A context that notes what is read through it. */
export function trackContext<C extends Context>(context: C): { context: C; reads: ReadonlySet<Read> } {
  const state = new TrackedState(context.state);
  const { store, loaders } = context;
  const beyond = <T>(value: T): T => {
    state.reads.add('beyond');
    return value;
  };
  const tracked: Context['store'] = Object.create(store, { state: { value: state } });
  return {
    context: {
      ...context,
      state,
      store: tracked,
      // What depends on the hour is true only when it is said.
      now: () => beyond(context.now()),
      // A local AWS may be told of other quotas at any time.
      settings: Object.create(context.settings, {
        quotas: { get: () => beyond(context.settings.quotas) },
      }),
      loaders: new HistoryLoaders(() => beyond(loaders.history)),
    },
    reads: state.reads,
  };
}
