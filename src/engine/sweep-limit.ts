import type { Clock } from '../clock.ts';

const hourMs = 3_600_000;

/** Bounds what the automatic sweep begins with by the hour: a mistake of Lunora's must not clear an account. */
export class SweepLimit {
  private readonly begun = new Map<string, number>();
  private readonly clock: Pick<Clock, 'monotonicMs'>;
  private readonly perHour: number;
  private readonly onReached: (perHour: number) => void;

  constructor(clock: Pick<Clock, 'monotonicMs'>, perHour: number, onReached: (perHour: number) => void) {
    this.clock = clock;
    this.perHour = perHour;
    this.onReached = onReached;
  }

  /** True if this orphan was begun with in the last hour, or one more may be. */
  allows(orphanId: string): boolean {
    const nowMs = this.clock.monotonicMs();
    for (const [id, atMs] of this.begun) if (atMs <= nowMs - hourMs) this.begun.delete(id);
    if (this.begun.has(orphanId)) return true;
    if (this.begun.size >= this.perHour) {
      this.onReached(this.perHour);
      return false;
    }
    this.begun.set(orphanId, nowMs);
    return true;
  }
}
