import { expect, it } from 'vitest';
import { createTurnstile } from '../../src/server/turnstile.ts';
import { settled } from '../_kit/manual-clock.ts';

it('lets so many in at once, the others in their order as somebody leaves', async () => {
  const turnstile = createTurnstile(2);
  const inside: string[] = [];
  const enter = (id: string) => void turnstile.enter(id).then(() => inside.push(id));
  for (const id of ['a', 'b', 'c', 'd']) enter(id);
  await settled();
  expect(inside).toEqual(['a', 'b']);
  turnstile.leave('b');
  turnstile.leave('b');
  await settled();
  expect(inside).toEqual(['a', 'b', 'c']);
});

it('holds no place for one that left the queue', async () => {
  const turnstile = createTurnstile(1);
  await turnstile.enter('a');
  const left = turnstile.enter('b');
  const last = turnstile.enter('c');
  turnstile.leave('b');
  await left;
  turnstile.leave('a');
  await last;
});
