import type { Clock } from '../clock.ts';

/** Looks again and again, one look at a time. */
export interface Looker {
  /** A look begins now; one that runs already is followed by another. `sync`: somebody asked for it. */
  lookNow(sync?: boolean): void;
  /** A look begins as soon as the last one is `restMs` ago: however often it is asked, that is how often it looks. */
  lookSoon(restMs: number): void;
  /** The next look comes no later than in `withinMs`. */
  hasten(withinMs: number): void;
  /** Resolves once no look runs and none is asked for. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export interface LookerOptions {
  clock: Clock;
  /** Does one look and never rejects; a look takes no longer than its own deadline. */
  look(args: { sync: boolean; signal: AbortSignal }): Promise<void>;
  /** How long to rest after a look, as things now are. */
  everyMs(): number;
}

export function createLooker({ clock, look, everyMs }: LookerOptions): Looker {
  const closing = new AbortController();
  let running: Promise<void> | null = null;
  /** Asked for while one was running: null when not, else whether somebody asked. */
  let asked: { sync: boolean } | null = null;
  let cancelNext: (() => void) | null = null;
  let nextAt = Number.POSITIVE_INFINITY;
  let endedAt = Number.NEGATIVE_INFINITY;
  /** Asked for while one was running, to come so long after it. */
  let soonMs: number | null = null;

  function schedule(delayMs: number): void {
    cancelNext?.();
    if (closing.signal.aborted) return;
    nextAt = clock.monotonicMs() + delayMs;
    cancelNext = clock.after(delayMs, () => begin(false));
  }

  function begin(sync: boolean): void {
    if (closing.signal.aborted) return;
    if (running) {
      asked = { sync: sync || asked?.sync === true };
      return;
    }
    cancelNext?.();
    cancelNext = null;
    running = run(sync).finally(() => {
      running = null;
      endedAt = clock.monotonicMs();
      schedule(Math.min(everyMs(), soonMs ?? Number.POSITIVE_INFINITY));
      soonMs = null;
    });
  }

  async function run(first: boolean): Promise<void> {
    let sync = first;
    for (;;) {
      await look({ sync, signal: closing.signal });
      const again: { sync: boolean } | null = asked;
      asked = null;
      if (!again || closing.signal.aborted) return;
      sync = again.sync;
    }
  }

  function hasten(withinMs: number): void {
    if (!running && nextAt > clock.monotonicMs() + withinMs) schedule(withinMs);
  }

  return {
    lookSoon(restMs) {
      if (running) soonMs = restMs;
      else if (clock.monotonicMs() - endedAt >= restMs) begin(false);
      else hasten(endedAt + restMs - clock.monotonicMs());
    },
    lookNow: (sync = false) => begin(sync),
    hasten,
    async idle() {
      while (running) await running;
    },
    async close() {
      closing.abort();
      cancelNext?.();
      while (running) await running;
    },
  };
}
