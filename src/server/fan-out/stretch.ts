import type { Pace } from './pace.ts';

/** Deliveries between two looks at the pace. */
const maxStretch = 100;

/** Asks the pace for many deliveries at a time, so that a message to many asks seldom. */
export class Stretch {
  private paid = 0;

  constructor(
    private readonly pace: Pace,
    private left: number,
  ) {}

  /** Null where the next delivery may be made now, else what to wait for first. */
  next(): Promise<void> | null {
    if (this.paid > 0) return null;
    this.paid = Math.min(maxStretch, this.left);
    return this.pace.take(this.paid);
  }

  /** Counts a delivery. */
  spend(): void {
    this.paid -= 1;
    this.left -= 1;
  }
}
