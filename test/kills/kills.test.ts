import { expect, it } from 'vitest';
import { killOften } from './kill-often.ts';

/** `npm run kills -- 100 --seed N` is the long one. */
const kills = 5;
const seed = Math.floor(Math.random() * 1_000_000);

it(`leaves AWS with exactly what the records say after ${kills} kills (seed ${seed})`, {
  timeout: 240_000,
}, async () => {
  const killed = await killOften(kills, seed, () => {});
  expect(killed.flatMap(({ troubles }) => troubles)).toEqual([]);
  for (const { mutations, entries } of killed) expect(Math.min(mutations, entries)).toBeGreaterThan(15);
});
