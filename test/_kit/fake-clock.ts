import type { Clock } from '../../src/clock.ts';

/** A clock that stands still until told: timers fire in order while it is advanced. */
export class FakeClock implements Clock {
  private time: number;
  private timers: { at: number; callback: () => void }[] = [];

  constructor(startMs = Date.parse('2026-11-21T08:00:00.000Z')) {
    this.time = startMs;
  }

  now(): number {
    return this.time;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.time + Math.max(0, delayMs), callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Moves on, firing what falls due and letting promises settle after each. */
  async advance(byMs: number): Promise<void> {
    const end = this.time + byMs;
    await settleAll();
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.timers = this.timers.filter((timer) => timer !== due);
      this.time = Math.max(this.time, due.at);
      due.callback();
      await settleAll();
    }
    this.time = end;
  }

  /** How many timers are set: nothing should be left once everything is closed. */
  get pending(): number {
    return this.timers.length;
  }
}

const settleAll = () => new Promise<void>((resolve) => setImmediate(resolve));
