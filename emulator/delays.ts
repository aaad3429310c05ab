import type { EmulatorClock } from './clock.ts';

/** Waits that end at once when all is closed, so that none keeps the process alive. */
export function createDelays(clock: EmulatorClock) {
  const waiting = new Set<() => void>();
  return {
    wait: (ms: number) =>
      new Promise<void>((resolve) => {
        const end = () => {
          cancel();
          waiting.delete(end);
          resolve();
        };
        const cancel = clock.after(ms, end);
        waiting.add(end);
      }),
    close() {
      for (const end of waiting) end();
    },
  };
}
