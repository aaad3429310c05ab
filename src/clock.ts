import { uptime } from 'node:os';

/** Time as a dependency, so that tests and simulations can own it. */
export interface Clock {
  /** Milliseconds since the epoch, for instants that are kept or shown. Anybody may set it, forward or back. */
  now(): number;
  /** Milliseconds since an instant of its own: for durations, as nobody can set it. */
  monotonicMs(): number;
  /** How long the machine has slept since the program began, which `monotonicMs` may leave out. Left out: not known. */
  suspendedMs?(): number;
  /** Calls back once after `delayMs`; returns the way to cancel. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Nobody can set either; `uptime` goes on while the machine sleeps. */
const uncountedMs = () => uptime() * 1_000 - performance.now();
const uncountedAtStartMs = uncountedMs();

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  suspendedMs: () => uncountedMs() - uncountedAtStartMs,
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** ISO 8601 in UTC, as records keep instants. */
export const instant = (ms: number): string => new Date(ms).toISOString();
