import type { Clock } from '../clock.ts';
import type { Revisit } from './deps.ts';

export interface WorkQueue {
  /** Has `key` visited soon. Wakes during a visit lead to exactly one more. */
  wake(key: string): void;
  /** Stops visiting; resolves when the visits under way have ended. */
  close(): Promise<void>;
}

/**
 * One visit at a time per key, any number of keys at once, so that one that hangs delays no other. The soonest revisit
 * wins. A visit that throws is retried after `retryAfterMs` and not before, whatever wakes it: its own notes would, again
 * and again, and leave no time for anything else.
 */
export function createWorkQueue(options: {
  clock: Clock;
  visit(key: string): Promise<Revisit>;
  onError(key: string, error: unknown): void;
  retryAfterMs: number;
}): WorkQueue {
  const { clock, visit, onError, retryAfterMs } = options;
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  const resting = new Set<string>();
  const timers = new Map<string, () => void>();
  let closed = false;

  function wake(key: string): void {
    if (closed || resting.has(key)) return;
    timers.get(key)?.();
    timers.delete(key);
    if (running.has(key)) {
      again.add(key);
      return;
    }
    running.set(key, run(key));
  }

  async function run(key: string): Promise<void> {
    // Leaves the caller first: a visit must not begin inside the append that woke it.
    await Promise.resolve();
    let revisit: Revisit = null;
    try {
      revisit = await visit(key);
    } catch (error) {
      onError(key, error);
      revisit = { afterMs: retryAfterMs };
      resting.add(key);
    }
    running.delete(key);
    if (closed) return;
    if (again.delete(key) && !resting.has(key)) wake(key);
    else if (revisit)
      timers.set(
        key,
        clock.after(revisit.afterMs, () => rested(key)),
      );
  }

  function rested(key: string): void {
    resting.delete(key);
    wake(key);
  }

  return {
    wake,
    async close() {
      closed = true;
      for (const cancel of timers.values()) cancel();
      timers.clear();
      await Promise.all(running.values());
    },
  };
}
