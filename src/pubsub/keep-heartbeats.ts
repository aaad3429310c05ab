import type { Clock } from '../clock.ts';
import { heartbeatMs } from '../store/process-registry.ts';
import type { Store } from '../store/store.ts';

export interface KeepHeartbeatsArgs {
  store: Pick<Store, 'heartbeat' | 'leave'>;
  clock: Clock;
  leads(): boolean;
  log: { warn(details: object, message: string): void };
}

/** Writes this process's heartbeat and, while it leads, answers requests to raise the format. Returns the way to stop. */
export function keepHeartbeats({ store, clock, leads, log }: KeepHeartbeatsArgs): () => Promise<void> {
  let closed = false;
  let failed = false;
  let cancel = () => {};
  let beating = beat();

  async function beat(): Promise<void> {
    try {
      await store.heartbeat(leads());
      failed = false;
    } catch (error) {
      if (!failed) log.warn({ err: error }, 'heartbeat failed, retrying');
      failed = true;
    }
    if (closed) return;
    cancel = clock.after(heartbeatMs, () => {
      beating = beat();
    });
  }

  return async () => {
    closed = true;
    cancel();
    await beating;
    if (!failed)
      await store.leave().catch((error: unknown) => log.warn({ err: error }, 'heartbeat not removed'));
  };
}
