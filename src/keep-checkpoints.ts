import type { Clock } from './clock.ts';
import type { Store } from './store/store.ts';

const checkpointWithinMs = 1_000;

/**
 * Rows follow the log while this process leads, so that a start need not fold it all. Returns the way to stop, which
 * waits for what is under way.
 */
export function keepCheckpoints(
  store: Pick<Store, 'state' | 'checkpoint' | 'onEntry'>,
  clock: Clock,
  leads: () => boolean,
  log: { warn(details: object, message: string): void },
): () => Promise<void> {
  let done = 0;
  let stopped = false;
  let cancel: (() => void) | null = null;
  let running: Promise<void> = Promise.resolve();

  function plan(): void {
    if (stopped || cancel || store.state.position === done) return;
    cancel = clock.after(checkpointWithinMs, () => {
      running = write()
        .catch((error: unknown) => log.warn({ err: error }, 'the checkpoint has to wait'))
        .finally(() => {
          cancel = null;
          plan();
        });
    });
  }

  async function write(): Promise<void> {
    const { position } = store.state;
    if (!leads()) return;
    await store.checkpoint();
    done = position;
  }

  const unfollow = store.onEntry(plan);
  plan();

  return async () => {
    stopped = true;
    unfollow();
    cancel?.();
    await running;
  };
}
