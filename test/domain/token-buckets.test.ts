import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBuckets } from '../../src/domain/token-buckets.ts';

const perSecond = 10;
const burst = 40;

describe('token buckets', () => {
  it('grant four seconds at once, then as much as flows in', () => {
    const buckets = new TokenBuckets({ perSecond });
    expect(buckets.take('a', burst, 0)).toMatchObject({ granted: true, remaining: 0, limit: burst });
    expect(buckets.take('a', 1, 0)).toMatchObject({ granted: false, retryAfterMs: 100, resetMs: 4_000 });
    expect(buckets.take('b', 1, 0).granted).toBe(true);
    expect(buckets.take('a', 10, 1_000).granted).toBe(true);
    expect(buckets.take('a', 1, 1_000).granted).toBe(false);
  });

  it('never grant what is larger than a bucket, unless it may owe', () => {
    const buckets = new TokenBuckets({ perSecond });
    expect(buckets.take('a', burst + 1, 0).granted).toBe(false);
    expect(buckets.take('a', burst + 20, 0, true).granted).toBe(true);
    expect(buckets.take('a', 1, 2_000)).toMatchObject({ granted: false, remaining: 0, retryAfterMs: 100 });
    expect(buckets.take('a', 1, 2_100).granted).toBe(true);
  });

  it('forget the key unused for longest when there are too many', () => {
    const buckets = new TokenBuckets({ perSecond, maxKeys: 2 });
    for (const key of ['a', 'b', 'a', 'c']) buckets.take(key, 30, 0);
    expect(buckets.size).toBe(2);
    expect(buckets.take('a', 30, 0).granted).toBe(false);
    expect(buckets.take('c', 30, 0).granted).toBe(false);
  });

  it('give nothing for a clock that was set back', () => {
    const buckets = new TokenBuckets({ perSecond });
    buckets.take('a', burst, 10_000);
    expect(buckets.take('a', 1, 0).granted).toBe(false);
    expect(buckets.take('a', 1, 100).granted).toBe(true);
  });

  it('grant in any stretch no more than a bucket and what flowed in, and what they promise when', () => {
    const asks = fc.array(fc.record({ waitMs: fc.nat(3_000), cost: fc.integer({ min: 1, max: burst }) }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(asks, (all) => {
        const buckets = new TokenBuckets({ perSecond });
        let nowMs = 0;
        let spent = 0;
        for (const { waitMs, cost } of all) {
          nowMs += waitMs;
          const verdict = buckets.take('a', cost, nowMs);
          if (!verdict.granted) {
            if (verdict.retryAfterMs > 1)
              expect(buckets.take('a', cost, nowMs + verdict.retryAfterMs - 2).granted).toBe(false);
            nowMs += verdict.retryAfterMs;
            expect(buckets.take('a', cost, nowMs).granted).toBe(true);
          }
          spent += cost;
          expect(spent).toBeLessThanOrEqual(burst + (nowMs / 1_000) * perSecond + 1e-6);
        }
      }),
    );
  });
});
