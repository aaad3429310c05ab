/** Result of asking a bucket for tokens. */
export interface BucketVerdict {
  granted: boolean;
  /** Tokens of a full bucket. */
  limit: number;
  /** Whole tokens left; 0 while the bucket is in debt. */
  remaining: number;
  /** Until the same request would be granted; 0 when it was. */
  retryAfterMs: number;
  /** Until the bucket is full. */
  resetMs: number;
}

export interface BucketRate {
  perSecond: number;
  /** Tokens of a full bucket; four seconds' worth when left out. */
  burst?: number;
  /** Keys remembered at once; the one unused for longest is forgotten. */
  maxKeys?: number;
}

/** In thousandths of a token, so that whole milliseconds add up exactly. */
interface Bucket {
  left: number;
  atMs: number;
}

const thousandths = 1_000;

/** Token buckets by key. Time is given by the caller and may stand still, never run backwards. */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();
  private readonly perSecond: number;
  private readonly burst: number;
  private readonly maxKeys: number;

  constructor({ perSecond, burst = perSecond * 4, maxKeys = 10_000 }: BucketRate) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.maxKeys = maxKeys;
  }

  get size(): number {
    return this.buckets.size;
  }

  /**
   * Takes `cost` tokens, or none. `mayOwe`: a full bucket grants a cost above its size and goes into debt for it,
   * else such a cost is never granted.
   */
  take(key: string, cost: number, nowMs: number, mayOwe = false): BucketVerdict {
    const bucket = this.refill(key, nowMs);
    const needed = mayOwe ? Math.min(cost, this.burst) : cost;
    const granted = bucket.left >= needed * thousandths;
    if (granted) bucket.left -= cost * thousandths;
    return this.verdict(bucket, granted, needed);
  }

  /** Says whether one token would be granted, and takes none. */
  look(key: string, nowMs: number): BucketVerdict {
    const bucket = this.refill(key, nowMs);
    return this.verdict(bucket, bucket.left >= thousandths, 1);
  }

  /** Takes `cost` tokens, whatever is left: for what costs as much as it turned out to be. */
  charge(key: string, cost: number, nowMs: number): void {
    this.refill(key, nowMs).left -= cost * thousandths;
  }

  private verdict({ left }: Bucket, granted: boolean, needed: number): BucketVerdict {
    const untilMs = (tokens: number) =>
      Math.max(0, Math.ceil((tokens * thousandths - left) / this.perSecond));
    return {
      granted,
      limit: this.burst,
      remaining: Math.max(0, Math.floor(left / thousandths)),
      retryAfterMs: granted ? 0 : untilMs(Math.min(needed, this.burst)),
      resetMs: untilMs(this.burst),
    };
  }

  private refill(key: string, at: number): Bucket {
    const nowMs = Math.floor(at);
    const full = this.burst * thousandths;
    const { left, atMs } = this.buckets.get(key) ?? { left: full, atMs: nowMs };
    const gained = Math.max(0, nowMs - atMs) * this.perSecond;
    const bucket = { left: Math.min(full, left + gained), atMs: nowMs };
    this.buckets.delete(key);
    this.buckets.set(key, bucket);
    const [idlest] = this.buckets.keys();
    if (this.buckets.size > this.maxKeys && idlest !== undefined) this.buckets.delete(idlest);
    return bucket;
  }
}
