import { describe, expect, it } from 'vitest';
import { mayStillAct, mayStillActMs } from '../../src/domain/may-still-act.ts';
import type { ActName } from '../../src/domain/records.ts';

const at = '2026-11-01T12:00:00.000Z';
const later = (ms: number) => new Date(Date.parse(at) + ms).toISOString();
const announced = (step: ActName) => ({ act: { step, at, epoch: 1 } });

describe('an act whose answer never came', () => {
  it.each(['stopChannel', 'disableOutput', 'removeOutput'] as const)(
    'may still take it off air for a while: %s',
    (step) => {
      expect(mayStillAct(announced(step), at)).toBe(true);
      expect(mayStillAct(announced(step), later(mayStillActMs - 1))).toBe(true);
      expect(mayStillAct(announced(step), later(mayStillActMs))).toBe(false);
    },
  );

  it.each(['startChannel', 'enableOutput', 'addOutput', 'createChannel'] as const)(
    'does not do so when it is %s',
    (step) => expect(mayStillAct(announced(step), at)).toBe(false),
  );

  it('does not do so where none is announced', () => {
    expect(mayStillAct({ act: null }, at)).toBe(false);
  });
});
