import type { Clock } from '../clock.ts';

interface Absence {
  /** When a look that did not find it was over; null: the last one did. */
  missedAtMs: number | null;
  askedAtMs: number;
  /** Of the last act on it that was known then. */
  actPosition: number;
}

/**
 * Remembers what looks did not find. One answer may be wrong, so a thing counts as gone only once a second look, begun
 * after the first and with no act on it between, agrees. By this process's monotonic clock.
 */
export class Absences {
  private readonly asked = new Map<string, Absence>();
  private readonly clock: Pick<Clock, 'monotonicMs'>;

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.clock = clock;
  }

  /** Notes that a look begun at `startedMs` did not find it. True if an earlier look did not either. */
  agrees(key: string, startedMs: number, actPosition = 0): boolean {
    const before = this.asked.get(key);
    const first = before?.actPosition === actPosition ? before.missedAtMs : null;
    if (first !== null && first <= startedMs) {
      this.asked.delete(key);
      return true;
    }
    const nowMs = this.clock.monotonicMs();
    this.asked.set(key, { missedAtMs: first ?? nowMs, askedAtMs: nowMs, actPosition });
    return false;
  }

  /** Notes that it was asked after and is there. */
  found(key: string): void {
    this.asked.set(key, { missedAtMs: null, askedAtMs: this.clock.monotonicMs(), actPosition: 0 });
  }

  /** Forgets that it was missed: it is there. */
  forget(key: string): void {
    this.asked.delete(key);
  }

  /** Forgets what begins with `prefix` and is not among these: a List shows it. */
  keepOnly(prefix: string, keys: ReadonlySet<string>): void {
    for (const key of this.asked.keys()) if (key.startsWith(prefix) && !keys.has(key)) this.asked.delete(key);
  }

  /** In milliseconds; what was never asked after comes first. */
  askedAtMs(key: string): number {
    return this.asked.get(key)?.askedAtMs ?? Number.NEGATIVE_INFINITY;
  }
}
