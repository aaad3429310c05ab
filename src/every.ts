import type { Clock } from './clock.ts';

/** Runs `work` again and again, `pauseMs` after it is done. Returns the way to stop, which waits for a run under way. */
export function every(
  clock: Clock,
  pauseMs: number,
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let cancel = wait();

  function wait(): () => void {
    return clock.after(pauseMs, () => {
      running = work().catch(onError);
      void running.then(() => {
        if (!stopped) cancel = wait();
      });
    });
  }

  return async () => {
    stopped = true;
    cancel();
    await running;
  };
}
