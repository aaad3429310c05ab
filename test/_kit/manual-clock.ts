import type { Clock } from '../../src/clock.ts';

export interface ManualClock extends Clock {
  /** Moves on, calling back whatever falls due on the way, in order, each at its own instant. */
  advance(ms: number): void;
  /** As `advance`, giving promises their turn after each callback. */
  run(ms: number): Promise<void>;
  /** As a machine that slept: what fell due meanwhile is called back when the clock next moves. */
  jump(ms: number): void;
  /** As a machine whose clock is set, forward or back: no time passes, and timers ring as if nothing had happened. */
  step(ms: number): void;
  /** How many timers are set: none once everything is closed. */
  pending(): number;
}

/** Time that stands still until it is moved. */
export function createManualClock(startMs = Date.parse('2026-11-01T12:00:00Z')): ManualClock {
  let now = startMs;
  /** How far the clock was set off. */
  let steppedMs = 0;
  let timers: { at: number; callback: () => void }[] = [];

  function due(until: number): (() => void) | null {
    const [first] = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
    if (!first) return null;
    timers = timers.filter((timer) => timer !== first);
    now = Math.max(now, first.at);
    return first.callback;
  }

  return {
    now: () => now + steppedMs,
    monotonicMs: () => now,
    after(delayMs, callback) {
      const timer = { at: now + Math.max(0, delayMs), callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    jump(ms) {
      now += ms;
    },
    step(ms) {
      steppedMs += ms;
    },
    pending: () => timers.length,
    advance(ms) {
      const until = now + ms;
      for (let next = due(until); next; next = due(until)) next();
      now = until;
    },
    async run(ms) {
      const until = now + ms;
      await settled();
      for (let next = due(until); next; next = due(until)) {
        next();
        await settled();
      }
      now = until;
    },
  };
}

/** Lets everything that waits for nothing but promises go as far as it can. */
export async function settled(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  await new Promise<void>((resolve) => setImmediate(resolve));
}
