import type { Clock } from '../clock.ts';

/**
 * Acts go before alerts, alerts before looks. Alerts have a small allowance of their own inside the whole; and however
 * much there is to do, one call in five is a look, so that nothing goes blind in a rush.
 */
export const callPriorities = ['act', 'alert', 'look'] as const;
export type CallPriority = (typeof callPriorities)[number];

export interface RateBudget {
  /**
   * Resolves when one call of this kind may be made. First come, first served within a priority. `operation`, e.g.
   * `DescribeFlow`, tells which bucket it is of.
   */
  take(priority: CallPriority, operation?: string): Promise<void>;
  /** Calls that wait for their turn. */
  waiting(): number;
}

export interface RateBudgetOptions {
  clock: Clock;
  perSecond: number;
  /** Calls that may be made at once after a quiet time. In any stretch of s seconds at most `burst + s × perSecond` are made. */
  burst: number;
  /** The part of the whole that alerts may use, per second; one at a time. */
  alertsPerSecond: number;
  /** Left out: operations that describe count like all others. */
  describes?: { perSecond: number; burst: number };
}

/** MediaLive allows 20 calls a second per account and region (its user guide, 2026): half of it is ours. */
export const mediaLiveRates = { perSecond: 10, burst: 5, alertsPerSecond: 2 };

/**
 * MediaConnect allows 5 calls a second, and 30 of those that describe, which count apart; bursts of 30 (its quotas page,
 * 2026). Some of each is left to others.
 */
export const mediaConnectRates = {
  perSecond: 4,
  burst: 20,
  alertsPerSecond: 2,
  describes: { perSecond: 20, burst: 15 },
};

/** Service Quotas allows 10 calls a second; ours are rare. */
export const serviceQuotasRates = { perSecond: 2, burst: 4, alertsPerSecond: 1 };

const actsInARow = 4;

/** Paces every call to a service, so that no caller can spend what is not there: one bucket, or one beside it for Describes. */
export function createRateBudget({ describes, ...options }: RateBudgetOptions): RateBudget {
  const others: RateBudget = new PacedCalls(options);
  if (!describes) return others;
  const describing = new PacedCalls({ ...options, ...describes });
  return {
    waiting: () => others.waiting() + describing.waiting(),
    take: (priority, operation = '') =>
      (operation.startsWith('Describe') ? describing : others).take(priority, operation),
  };
}

/** One token bucket, and those who wait for it. */
class PacedCalls implements RateBudget {
  private readonly clock: Clock;
  private readonly all: TokenBucket;
  private readonly alerts: TokenBucket;
  private readonly queues: Record<CallPriority, (() => void)[]> = { act: [], alert: [], look: [] };
  private cancelWake: (() => void) | null = null;
  /** Acts served since the last look. */
  private acts = 0;

  constructor({ clock, perSecond, burst, alertsPerSecond }: Omit<RateBudgetOptions, 'describes'>) {
    this.clock = clock;
    this.all = new TokenBucket(clock, perSecond, burst);
    this.alerts = new TokenBucket(clock, alertsPerSecond, 1);
  }

  waiting(): number {
    return callPriorities.reduce((sum, priority) => sum + this.queues[priority].length, 0);
  }

  take(priority: CallPriority): Promise<void> {
    return new Promise((resolve) => {
      this.queues[priority].push(resolve);
      this.serve();
    });
  }

  private serve(): void {
    this.cancelWake?.();
    this.cancelWake = null;
    let priority = this.next();
    while (priority && this.all.waitMs() === 0) {
      this.spend(priority);
      this.queues[priority].shift()?.();
      priority = this.next();
    }
    if (this.waiting() === 0) return;
    // Only alerts can be waiting without a `next`: for their own allowance.
    const delayMs = priority ? this.all.waitMs() : Math.max(this.all.waitMs(), this.alerts.waitMs());
    this.cancelWake = this.clock.after(delayMs, () => this.serve());
  }

  private next(): CallPriority | undefined {
    if (this.acts >= actsInARow && this.queues.look.length > 0) return 'look';
    return callPriorities.find(
      (priority) => this.queues[priority].length > 0 && (priority !== 'alert' || this.alerts.waitMs() === 0),
    );
  }

  private spend(priority: CallPriority): void {
    this.all.spend();
    if (priority === 'alert') this.alerts.spend();
    if (priority === 'act') this.acts += 1;
    if (priority === 'look') this.acts = 0;
  }
}

/** Counts in whole calls spaced in time, so that no rounding ever makes one too many. */
class TokenBucket {
  private readonly stepMs: number;
  /** When the bucket will be full again. */
  private fullAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    perSecond: number,
    private readonly burst: number,
  ) {
    this.stepMs = 1000 / perSecond;
  }

  waitMs(): number {
    const excess = this.fullAtMs - this.clock.monotonicMs() - (this.burst - 1) * this.stepMs;
    return excess > 1e-6 ? Math.ceil(excess) : 0;
  }

  spend(): void {
    this.fullAtMs = Math.max(this.fullAtMs, this.clock.monotonicMs()) + this.stepMs;
  }
}
