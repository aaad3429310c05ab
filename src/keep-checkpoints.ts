import type { Clock } from './clock.ts';
import { every } from './every.ts';
import type { Logger } from './logger.ts';
import type { Store } from './store/store.ts';

const checkpointEveryMs = 1_000;

/** Rows follow the log while this process leads, so that a start need not fold it all. */
export function keepCheckpoints(
  store: Store,
  clock: Clock,
  leads: () => boolean,
  log: Logger,
): () => Promise<void> {
  let done = 0;
  return every(
    clock,
    checkpointEveryMs,
    async () => {
      const { position } = store.state;
      if (!leads() || position === done) return;
      await store.checkpoint();
      done = position;
    },
    (error) => log.warn({ err: error }, 'the checkpoint has to wait'),
  );
}
