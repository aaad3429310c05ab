import { expect, it } from 'vitest';
import { listAttacks, loadAttack } from './list-attacks.ts';

it.each(listAttacks())('withstands the attack %s, in its short form', { timeout: 120_000 }, async (name) => {
  const attack = await loadAttack(name);
  const { figures } = await attack({ long: false });
  expect(Object.keys(figures)).not.toEqual([]);
});
