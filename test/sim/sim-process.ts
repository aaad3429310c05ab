import type { Clock } from '../../src/clock.ts';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * One process of Lunora as the world sees it: it has a clock, it can be stopped for a while, and it can die at any
 * instant, after which nothing of it ever goes on.
 */
export interface SimProcess {
  readonly name: string;
  readonly alive: boolean;
  /** When it started, by the scheduler. */
  readonly bornAt: number;
  readonly clock: Clock;
  /** Milliseconds since its start in which it was not stopped. */
  awakeMs(): number;
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

export interface SimProcessDeps {
  scheduler: Scheduler;
  name: string;
  faults: Pick<Faults, 'strikes'>;
  /** How far its clock is set. */
  random: Random;
  onDeath(): void;
}

const hourMs = 3_600_000;

export function createSimProcess({ scheduler, name, faults, random, onDeath }: SimProcessDeps): SimProcess {
  const bornAt = scheduler.now();
  let alive = true;
  let stoppedUntil = 0;
  let stoppedMs = 0;
  let offset = faults.strikes('clock wrong at the start') ? far() : 0;

  /** Up to six hours, forward or back; half of the time no more than two minutes. */
  function far(): number {
    const most = random.chance(0.5) ? 120_000 : 6 * hourMs;
    return random.between(-most, most);
  }

  /** Sets the clock on either side of a use of it. */
  function mayStep(): void {
    if (faults.strikes('clock set')) offset += far();
  }

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
    bornAt,
    get alive() {
      return alive;
    },
    clock: {
      now() {
        mayStep();
        const now = scheduler.now() + offset;
        mayStep();
        return now;
      },
      monotonicMs: () => scheduler.now() - bornAt,
      // As Node's timers: none is sooner than a millisecond.
      after: (delayMs, callback) => after(Math.max(1, delayMs), 'timer', callback),
    },
    awakeMs() {
      const now = scheduler.now();
      return now - bornAt - stoppedMs + Math.max(0, stoppedUntil - now);
    },
    after,
    stopFor(ms) {
      const from = Math.max(stoppedUntil, scheduler.now());
      stoppedUntil = Math.max(stoppedUntil, scheduler.now() + ms);
      stoppedMs += stoppedUntil - from;
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
