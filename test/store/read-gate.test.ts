import { expect, it } from 'vitest';
import { RateLimitedError } from '../../src/domain/errors.ts';
import { createReadGate, type ReadLimits } from '../../src/store/read-gate.ts';
import { createManualClock } from '../_kit/manual-clock.ts';

const limits: ReadLimits = {
  atOnce: 2,
  atOncePerToken: 1,
  waitingPerToken: 2,
  waitMs: 1_000,
  entriesPerSecond: 100,
};

function openGate() {
  const clock = createManualClock();
  const gate = createReadGate(clock, limits);
  const read = (key: string, entries: number) =>
    gate.passOf(key)(
      async () => entries,
      (found) => found,
    );
  const hang = (key: string) => {
    let end = () => {};
    const over = gate.passOf(key)(
      () => new Promise<number>((resolve) => (end = () => resolve(1))),
      () => 1,
    );
    return { over, end: () => end() };
  };
  return { clock, read, hang };
}

const refusal = (work: Promise<unknown>) => work.then(() => null).catch((error: RateLimitedError) => error);

it('charges a token what its reads found, and no other', async () => {
  const { clock, read } = openGate();
  expect(await read('a', 399)).toBe(399);
  expect(await read('a', 601)).toBe(601);
  const refused = await refusal(read('a', 1));
  expect(refused).toBeInstanceOf(RateLimitedError);
  expect(refused).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 6_010 });
  expect(await read('b', 1)).toBe(1);
  clock.advance(6_010);
  expect(await read('a', 1)).toBe(1);
});

it('charges one entry for a read that found nothing', async () => {
  const { read } = openGate();
  for (let n = 0; n < 400; n += 1) await read('a', 0);
  expect(await refusal(read('a', 0))).toBeInstanceOf(RateLimitedError);
});

it('refuses a read whose turn does not come in time, and one more than may wait', async () => {
  const { clock, read, hang } = openGate();
  const slow = hang('a');
  const waiting = [refusal(read('a', 1)), refusal(read('a', 1))];
  expect(await refusal(read('a', 1))).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 1_000 });
  expect(await read('b', 1)).toBe(1);
  clock.advance(1_000);
  for (const refused of await Promise.all(waiting)) expect(refused).toBeInstanceOf(RateLimitedError);
  slow.end();
  await slow.over;
  expect(await read('a', 1)).toBe(1);
});

it('gives the turn on after a read that failed', async () => {
  const { read, hang } = openGate();
  const { over, end } = hang('a');
  const next = read('a', 5);
  end();
  await over;
  expect(await next).toBe(5);
});
