import type { Clock } from '../clock.ts';
import { type BucketRate, type BucketVerdict, TokenBuckets } from '../domain/token-buckets.ts';

export interface RateLimit {
  /** Takes `cost` of what a key may spend now, or nothing. `mayOwe`: a cost above a full bucket is lent by a full one. */
  take(key: string, cost: number, mayOwe?: boolean): BucketVerdict;
  /** Says whether one more would be granted, and takes nothing. */
  look(key: string): BucketVerdict;
}

/** A token bucket per key, of as many keys as are remembered. */
export function createRateLimit(clock: Clock, rate: BucketRate): RateLimit {
  const buckets = new TokenBuckets(rate);
  return {
    take: (key, cost, mayOwe) => buckets.take(key, cost, clock.monotonicMs(), mayOwe),
    look: (key) => buckets.look(key, clock.monotonicMs()),
  };
}
