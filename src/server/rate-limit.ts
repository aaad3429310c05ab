import type { Clock } from '../clock.ts';

export interface RateLimit {
  /** Whether `cost` may be spent now; nothing is spent when not. */
  take(key: string, cost: number): boolean;
}

const forgetAbove = 10_000;

/** A token bucket per key: four seconds' worth at once, then `perSecond`. */
export function createRateLimit(clock: Clock, perSecond: number): RateLimit {
  const burst = perSecond * 4;
  const buckets = new Map<string, { left: number; at: number }>();

  function refill(key: string): { left: number; at: number } {
    const now = clock.now();
    const { left, at } = buckets.get(key) ?? { left: burst, at: now };
    return { left: Math.min(burst, left + ((now - at) / 1000) * perSecond), at: now };
  }

  return {
    take(key, cost) {
      const bucket = refill(key);
      const granted = bucket.left >= cost;
      buckets.delete(key);
      buckets.set(key, granted ? { ...bucket, left: bucket.left - cost } : bucket);
      const [idle] = buckets.keys();
      if (buckets.size > forgetAbove && idle !== undefined) buckets.delete(idle);
      return granted;
    },
  };
}
