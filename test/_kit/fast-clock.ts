import type { Clock } from '../../src/clock.ts';

/** Time that runs `factor` times as fast, for promises in tens of seconds. */
export function createFastClock(factor: number): Clock {
  const startMs = Date.now();
  return {
    now: () => startMs + (Date.now() - startMs) * factor,
    monotonicMs: () => performance.now() * factor,
    after(delayMs, callback) {
      const timer = setTimeout(callback, delayMs / factor);
      return () => clearTimeout(timer);
    },
  };
}
