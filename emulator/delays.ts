import type { EmulatorClock } from './clock.ts';

/** Waits that end at once when all is closed, so that none keeps the process alive. */
export function createDelays(clock: EmulatorClock) {
  const waiting = new Set<() => void>();
  let closed = false;
  return {
    wait: (ms: number) =>
      new Promise<void>((resolve) => {
        if (closed) return resolve();
        const end = () => {
          cancel();
          waiting.delete(end);
          resolve();
        };
        const cancel = clock.after(ms, end);
        waiting.add(end);
      }),
    close() {
      closed = true;
      for (const end of waiting) end();
    },
  };
}
