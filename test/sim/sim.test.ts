import { describe, expect, it } from 'vitest';
import { regressions } from './regressions.ts';
import { runSeed } from './run-seed.ts';

const everyTime = Array.from({ length: 80 }, (_, index) => index + 1);

describe('the whole control plane, with faults at every boundary', () => {
  it.each([3, 11])('does exactly the same again for seed %i', async (seed) => {
    const [first, second] = [await runSeed(seed), await runSeed(seed)];
    expect(second.traceHash).toBe(first.traceHash);
    expect(second.events).toBe(first.events);
  });

  it('keeps every promise in each of 80 seeds', { timeout: 600_000 }, async () => {
    const failures = [];
    for (const seed of everyTime) {
      const { failure } = await runSeed(seed);
      if (failure) failures.push({ seed, ...failure });
    }
    expect(failures).toEqual([]);
  });

  describe.each(Object.entries(regressions))('where a seed once broke “%s”', (_broke, seeds) => {
    it.each(seeds)('keeps them in seed %i', async (seed) => {
      const { failure } = await runSeed(seed);
      expect(failure).toBeNull();
    });
  });
});
