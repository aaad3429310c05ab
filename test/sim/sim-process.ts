import type { Clock } from '../../src/clock.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * One process of Lunora as the world sees it: it has a clock, it can be stopped for a while, and it can die at any
 * instant, after which nothing of it ever goes on.
 */
export interface SimProcess {
  readonly name: string;
  readonly alive: boolean;
  readonly clock: Clock;
  /** Runs once after `delayMs` unless the process is dead by then; later where it is stopped then. */
  after(delayMs: number, label: string, run: () => void): () => void;
  /** Nothing of it goes on until then, as under SIGSTOP. */
  stopFor(ms: number): void;
  /** Its clock is set, forward or back. */
  jump(ms: number): void;
  kill(): void;
}

/** Something that waits, and how it is given up. */
interface Waiting {
  cancel(): void;
}

export function createSimProcess(scheduler: Scheduler, name: string, onDeath: () => void): SimProcess {
  let alive = true;
  let stoppedUntil = 0;
  let offset = 0;

  function after(delayMs: number, label: string, run: () => void): () => void {
    const waiting: Waiting = { cancel() {} };
    wait(waiting, delayMs, `${name} ${label}`, run);
    return () => waiting.cancel();
  }

  function wait(waiting: Waiting, delayMs: number, label: string, run: () => void): void {
    waiting.cancel = scheduler.after(delayMs, label, () => {
      if (!alive) return;
      const left = stoppedUntil - scheduler.now();
      if (left <= 0) run();
      else wait(waiting, left, label, run);
    });
  }

  return {
    name,
    get alive() {
      return alive;
    },
    clock: {
      now: () => scheduler.now() + offset,
      monotonicMs: () => scheduler.now(),
      // As Node's timers: none is sooner than a millisecond.
      after: (delayMs, callback) => after(Math.max(1, delayMs), 'timer', callback),
    },
    after,
    stopFor(ms) {
      stoppedUntil = Math.max(stoppedUntil, scheduler.now() + ms);
    },
    jump(ms) {
      offset += Math.round(ms);
    },
    kill() {
      if (!alive) return;
      alive = false;
      onDeath();
    },
  };
}
