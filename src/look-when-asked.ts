import { askForLook } from './domain/observe-eye.ts';
import type { Poller } from './pubsub/poller.ts';
import type { Store } from './store/store.ts';

interface AskForLookDeps {
  store: Pick<Store, 'change' | 'onEntry'>;
  leads(): boolean;
  poller: Pick<Poller, 'lookNow'>;
}

/**
 * Only the leader looks at AWS. Asked elsewhere, the wish goes through the log, which reaches the leader like anything
 * else; if there is none, the next one begins with a look. Returns the way to ask, and the way to stop.
 */
export function lookWhenAsked({ store, leads, poller }: AskForLookDeps) {
  const close = store.onEntry(({ changes }) => {
    const asked = changes.some(({ type, record }) => type === 'eye' && record?.lookAsked === true);
    if (asked && leads()) poller.lookNow({ sync: true });
  });
  return {
    async ask(): Promise<void> {
      if (leads()) poller.lookNow({ sync: true });
      else await store.change(askForLook);
    },
    close,
  };
}
