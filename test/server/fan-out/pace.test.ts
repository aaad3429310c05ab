import { setTimeout as after } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createPace } from '../../../src/server/fan-out/pace.ts';

it('does just so much in each round of the event loop, until all is done', async () => {
  const pace = createPace(3);
  let done = 0;
  const work = async () => {
    for (; done < 20; done += 1) {
      const turn = pace.take(1);
      if (turn) await turn;
    }
  };
  await after(0);
  const working = work();
  const seen: number[] = [];
  while (done < 20) {
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(done);
  }
  await working;
  expect(seen).toEqual([3, 6, 9, 12, 15, 18, 20]);
});
