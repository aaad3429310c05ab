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

const actsInARow = 4;

/** Paces every call to a service, so that no caller can spend what is not there: one bucket, or one beside it for Describes. */
export function createRateBudget({ describes, ...options }: RateBudgetOptions): RateBudget {
  const others = createPace(options);
  if (!describes) return others;
  const describing = createPace({ ...options, ...describes });
  return {
    waiting: () => others.waiting() + describing.waiting(),
    take: (priority, operation = '') =>
      (operation.startsWith('Describe') ? describing : others).take(priority, operation),
  };
}

/** One token bucket, and those who wait for it. */
function createPace({
  clock,
  perSecond,
  burst,
  alertsPerSecond,
}: Omit<RateBudgetOptions, 'describes'>): RateBudget {
  const all = createBucket(clock, perSecond, burst);
  const alerts = createBucket(clock, alertsPerSecond, 1);
  const queues: Record<CallPriority, (() => void)[]> = { act: [], alert: [], look: [] };
  let cancelWake: (() => void) | null = null;
  /** Acts served since the last look. */
  let acts = 0;

  const waiting = () => callPriorities.reduce((sum, priority) => sum + queues[priority].length, 0);

  function next(): CallPriority | undefined {
    if (acts >= actsInARow && queues.look.length > 0) return 'look';
    return callPriorities.find(
      (priority) => queues[priority].length > 0 && (priority !== 'alert' || alerts.waitMs() === 0),
    );
  }

  function serve(): void {
    cancelWake?.();
    cancelWake = null;
    let priority = next();
    while (priority && all.waitMs() === 0) {
      all.spend();
      if (priority === 'alert') alerts.spend();
      acts = priority === 'look' ? 0 : acts + (priority === 'act' ? 1 : 0);
      queues[priority].shift()?.();
      priority = next();
    }
    if (waiting() === 0) return;
    // Only alerts can be waiting without a `next`: for their own allowance.
    const delayMs = priority ? all.waitMs() : Math.max(all.waitMs(), alerts.waitMs());
    cancelWake = clock.after(delayMs, serve);
  }

  return {
    waiting,
    take(priority) {
      return new Promise((resolve) => {
        queues[priority].push(resolve);
        serve();
      });
    },
  };
}

/** Counts in whole calls spaced in time, so that no rounding ever makes one too many. */
function createBucket(clock: Clock, perSecond: number, burst: number) {
  const stepMs = 1000 / perSecond;
  /** When the bucket will be full again. */
  let fullAt = Number.NEGATIVE_INFINITY;
  return {
    waitMs() {
      const excess = fullAt - clock.monotonicMs() - (burst - 1) * stepMs;
      return excess > 1e-6 ? Math.ceil(excess) : 0;
    },
    spend() {
      fullAt = Math.max(fullAt, clock.monotonicMs()) + stepMs;
    },
  };
}
