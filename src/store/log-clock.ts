import { type Clock, instant } from '../clock.ts';
import type { StoreLog } from './store-log.ts';

/**
 * The time of the installation: this machine's clock, held together with the log. It is never behind an entry that was
 * folded and never goes back. While this machine's clock is behind it, it runs at half pace, so that waits still end.
 */
export interface LogClock extends Clock {
  /** An entry of this instant was folded: nothing decided from now on is dated before it. */
  reach(atMs: number): void;
  /** This machine's clock as it is. It goes on while the machine sleeps, unlike `monotonicMs`. */
  machineMs(): number;
  /** The log's time when it was loaded plus what has passed since. No clock that was set can move it. */
  provenMs(): number;
  /** How long `since` has lasted for certain, by `provenMs`. `key` names what lasts; `since` is ISO 8601. */
  elapsedMs(key: string, since: string): number;
}

/** A jump of the clock against the monotonic one counts as a step from here on; less is ordinary discipline. */
const stepMs = 1_000;
/** The pace of time while the machine's clock is behind the log. */
const catchUpPace = 0.5;
const remembered = 10_000;

/** Wraps the machine's clock, and logs every step of it. `loadedAt`: the newest entry's instant, null in a new log. */
export function createLogClock(clock: Clock, loadedAt: string | null, log: StoreLog): LogClock {
  const startedMs = clock.monotonicMs();
  const loadedMs = loadedAt === null ? clock.now() : Date.parse(loadedAt);
  const bases = new Map<string, number>();
  let offsetMs = clock.now() - startedMs;
  let readAtMs = startedMs;
  let latestMs = loadedMs;

  function watchForSteps(wallMs: number, monotonicMs: number): void {
    const steppedMs = wallMs - monotonicMs - offsetMs;
    offsetMs += steppedMs;
    if (Math.abs(steppedMs) < stepMs) return;
    log.warn({ steppedMs: Math.round(steppedMs), now: instant(wallMs) }, 'clock stepped');
  }

  function now(): number {
    const monotonicMs = clock.monotonicMs();
    const wallMs = clock.now();
    watchForSteps(wallMs, monotonicMs);
    latestMs = Math.max(wallMs, latestMs + (monotonicMs - readAtMs) * catchUpPace);
    readAtMs = monotonicMs;
    return Math.floor(latestMs);
  }

  const provenMs = () => loadedMs + clock.monotonicMs() - startedMs;

  return {
    now,
    monotonicMs: () => clock.monotonicMs(),
    after: (delayMs, callback) => clock.after(delayMs, callback),
    reach(atMs) {
      latestMs = Math.max(now(), atMs);
    },
    machineMs: () => clock.now(),
    provenMs,
    elapsedMs(key, since) {
      const name = `${key} ${since}`;
      const provenNowMs = provenMs();
      const baseMs = bases.get(name) ?? Math.min(provenNowMs, Date.parse(since));
      bases.delete(name);
      bases.set(name, baseMs);
      const [oldest] = bases.keys();
      if (bases.size > remembered && oldest !== undefined) bases.delete(oldest);
      return provenNowMs - baseMs;
    },
  };
}
