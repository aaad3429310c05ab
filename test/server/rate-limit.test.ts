import { expect, it } from 'vitest';
import { createRateLimit } from '../../src/server/rate-limit.ts';
import { createManualClock } from '../_kit/manual-clock.ts';

it.each([7_200_000, -7_200_000])(
  'grants what time has brought, and no more, when the clock is set by %i ms',
  (ms) => {
    const clock = createManualClock();
    const limit = createRateLimit(clock, { perSecond: 10 });
    expect(limit.take('one', 40).granted).toBe(true);
    clock.step(ms);
    expect(limit.take('one', 1).granted).toBe(false);
    clock.advance(1_000);
    expect(limit.take('one', 10).granted).toBe(true);
    expect(limit.take('one', 1).granted).toBe(false);
  },
);
