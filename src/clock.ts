/** Time as a dependency, so that tests and simulations can own it. */
export interface Clock {
  /** Milliseconds since the epoch, for instants that are kept or shown. Anybody may set it, forward or back. */
  now(): number;
  /** Milliseconds since an instant of its own: for durations, as nobody can set it. */
  monotonicMs(): number;
  /** Calls back once after `delayMs`; returns the way to cancel. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** ISO 8601 in UTC, as records keep instants. */
export const instant = (ms: number): string => new Date(ms).toISOString();
