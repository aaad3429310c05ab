import { type Clock, instant } from '../clock.ts';
import type { StoreLog } from './store-log.ts';

/**
 * The time of the installation: this machine's clock, held together with the log. It is never behind an entry that was
 * folded and never goes back. While this machine's clock is behind it, it runs at half pace, so that waits still end; where
 * that clock was set ahead of it, it follows a tenth faster than time passes, so that nothing comes early by the step.
 */
export interface LogClock extends Clock {
  /** An entry of this instant was folded: nothing decided from now on is dated before it. */
  reach(atMs: number): void;
  /** This machine's clock as it is. It goes on while the machine sleeps, unlike `monotonicMs`. */
  machineMs(): number;
  /** The log's time when it was loaded plus what has passed since. No clock that was set can move it. */
  provenMs(): number;
  /**
   * How long `since` (ISO 8601) has lasted for certain: the time this process saw pass since it folded an entry of that
   * instant, whatever clocks dated it; of what it loaded, by `provenMs`. `key` names what lasts.
   */
  elapsedMs(key: string, since: string): number;
}

/** A jump of the clock against the monotonic one counts as a step from here on; less is ordinary discipline. */
const stepMs = 1_000;
/** The pace of time while the machine's clock is behind the log. */
const catchUpPace = 0.5;
/** The pace of time while the machine's clock is ahead of the log, having been set forward. */
const leadPace = 1.1;
const remembered = 10_000;

/** Wraps the machine's clock, and logs every step of it. `loadedAt`: the newest entry's instant, null in a new log. */
export function createLogClock(clock: Clock, loadedAt: string | null, log: StoreLog): LogClock {
  const startedMs = clock.monotonicMs();
  const loadedMs = loadedAt === null ? clock.now() : Date.parse(loadedAt);
  const bases = new Map<string, number>();
  /** Entries folded since the start, oldest first. */
  const folded: Folded[] = [];
  let offsetMs = clock.now() - startedMs;
  let suspendedMs = clock.suspendedMs?.() ?? 0;
  let readAtMs = startedMs;
  // At its start a process has nothing but the machine's clock to tell how long nothing was appended.
  let latestMs = Math.max(loadedMs, clock.now());

  /** Returns for how long the machine slept since the last read. */
  function watchForSteps(wallMs: number, monotonicMs: number): number {
    const steppedMs = wallMs - monotonicMs - offsetMs;
    offsetMs += steppedMs;
    if (Math.abs(steppedMs) < stepMs) return 0;
    const suspendedBeforeMs = suspendedMs;
    suspendedMs = clock.suspendedMs?.() ?? 0;
    const sleptMs = Math.max(0, Math.min(suspendedMs - suspendedBeforeMs, steppedMs));
    const now = instant(wallMs);
    if (sleptMs >= stepMs) log.warn({ sleptMs: Math.round(sleptMs), now }, 'machine slept');
    if (Math.abs(steppedMs - sleptMs) >= stepMs)
      log.warn({ steppedMs: Math.round(steppedMs - sleptMs), now }, 'clock stepped');
    return sleptMs;
  }

  function now(): number {
    const monotonicMs = clock.monotonicMs();
    const wallMs = clock.now();
    const passedMs = monotonicMs - readAtMs;
    const sleptMs = watchForSteps(wallMs, monotonicMs);
    const fastestMs = Math.min(wallMs, latestMs + passedMs * leadPace + sleptMs);
    latestMs = Math.max(fastestMs, latestMs + passedMs * catchUpPace);
    readAtMs = monotonicMs;
    return Math.floor(latestMs);
  }

  const provenMs = () => loadedMs + clock.monotonicMs() - startedMs;

  /** `provenMs` when `sinceMs` began, as far as this process can tell, and never too early. */
  function provenAt(sinceMs: number): number {
    if (sinceMs <= loadedMs) return Math.min(provenMs(), sinceMs);
    return firstSince(folded, sinceMs)?.provenMs ?? provenMs();
  }

  return {
    now,
    monotonicMs: () => clock.monotonicMs(),
    after: (delayMs, callback) => clock.after(delayMs, callback),
    reach(atMs) {
      latestMs = Math.max(now(), atMs);
      if (atMs > (folded.at(-1)?.atMs ?? loadedMs)) folded.push({ atMs, provenMs: provenMs() });
      if (folded.length > 2 * remembered) folded.splice(0, remembered);
    },
    machineMs: () => clock.now(),
    provenMs,
    elapsedMs(key, since) {
      const name = `${key} ${since}`;
      const baseMs = bases.get(name) ?? provenAt(Date.parse(since));
      bases.delete(name);
      bases.set(name, baseMs);
      const [oldest] = bases.keys();
      if (bases.size > remembered && oldest !== undefined) bases.delete(oldest);
      return provenMs() - baseMs;
    },
  };
}

/** An entry's instant, and `provenMs` when it was folded. */
interface Folded {
  atMs: number;
  provenMs: number;
}

/** The first of `folded`, which is in order, that is not before `sinceMs`. */
function firstSince(folded: readonly Folded[], sinceMs: number): Folded | undefined {
  let low = 0;
  let high = folded.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((folded[middle] as Folded).atMs < sinceMs) low = middle + 1;
    else high = middle;
  }
  return folded[low];
}
