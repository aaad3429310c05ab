import type { Clock } from './clock.ts';
import type { Poller } from './pubsub/poller.ts';
import type { Store } from './store/store.ts';

/** A new leader looks at AWS at once, not at its next tick: once the engine has taken notice of its lead. */
export function lookWhenLeading(store: Store, clock: Clock, poller: Poller): () => void {
  let epoch = 0;
  let cancel = () => {};
  const look = () => {
    const current = store.state.get('leadership', 'leader')?.epoch ?? 0;
    if (current === epoch) return;
    epoch = current;
    cancel = clock.after(0, () => poller.lookNow());
  };
  look();
  const unfollow = store.onEntry(look);
  return () => {
    unfollow();
    cancel();
  };
}
