import type { Clock } from '../../src/clock.ts';

export interface VirtualClock extends Clock {
  /** Lets `ms` pass, as fast as the work within them allows. */
  run(ms: number): Promise<void>;
}

interface Timer {
  at: number;
  callback(): void;
}

/** Turns of the event loop after which everything that waits for promises alone has come to rest. */
const restTurns = 4;

/** Time that jumps from timer to timer, but only when no work is under way: a day of waiting costs nothing. */
export function createVirtualClock(busy: () => boolean): VirtualClock {
  const timers = new Set<Timer>();
  let now = Date.parse('2026-11-01T12:00:00Z');

  async function rest(): Promise<void> {
    for (let turns = 0; turns < restTurns; turns = busy() ? 0 : turns + 1) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  function nextDue(until: number): Timer | null {
    let first: Timer | null = null;
    for (const timer of timers) if (timer.at <= until && (!first || timer.at < first.at)) first = timer;
    return first;
  }

  return {
    now: () => now,
    monotonicMs: () => now,
    after(delayMs, callback) {
      const timer = { at: now + Math.max(0, delayMs), callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async run(ms) {
      const until = now + ms;
      await rest();
      for (let timer = nextDue(until); timer; timer = nextDue(until)) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.callback();
        await rest();
      }
      now = until;
    },
  };
}
