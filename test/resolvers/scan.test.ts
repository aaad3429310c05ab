import { expect, it } from 'vitest';
import { RateLimitedError } from '../../src/domain/errors.ts';
import { scan } from '../../src/resolvers/query/scan.ts';
import { ReadAhead } from '../../src/resolvers/read-ahead.ts';

/** Numbers from 1, of which only so many may be read. */
const numbersUpTo = (allowed: number) =>
  new ReadAhead<number>(async (last, limit) => {
    const from = (last ?? 0) + 1;
    if (from > allowed) throw new RateLimitedError('too much', 1_000);
    return Array.from({ length: limit }, (_, n) => from + n);
  });

it('ends a page early when no more may be read, and says where to go on', async () => {
  const { found, more, stoppedAt } = await scan({
    list: numbersUpTo(600),
    keep: (number) => number % 400 === 0,
    wanted: 10,
  });
  expect({ found, more, stoppedAt }).toEqual({ found: [400, 800], more: true, stoppedAt: 1_011 });
});

it('is refused when nothing may be read at all', async () => {
  const nothing = scan({ list: numbersUpTo(0), keep: () => true, wanted: 10 });
  await expect(nothing).rejects.toBeInstanceOf(RateLimitedError);
});
