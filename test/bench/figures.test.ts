import { describe, expect, it } from 'vitest';
import { figureKeys, toJson } from '../../bench/figures.ts';
import { median } from '../../bench/median.ts';

const all = () => new Map(figureKeys.map((key, index) => [key as string, index + 0.123456]));

describe('the figures of the bench', () => {
  it('are numbers under keys of their own', () => {
    expect(new Set(figureKeys).size).toBe(figureKeys.length);
    expect(Object.keys(toJson(all()))).toEqual(figureKeys);
  });

  it('are rounded to the digits that count', () => {
    const figures = all().set('log.appendsPerSecond', 1234.5).set('change.p50Ms.hint', 0.123456);
    expect(toJson(figures)).toMatchObject({ 'log.appendsPerSecond': 1235, 'change.p50Ms.hint': 0.123 });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('are refused whole when one of them is %d', (value) => {
    expect(() => toJson(all().set('list50.rpsVsYoga', value))).toThrow('missing: list50.rpsVsYoga');
  });

  it('are refused under a key that nobody knows', () => {
    expect(() => toJson(all().set('list51', 1))).toThrow('unknown: list51');
  });

  it('stand in the middle of their rounds', () => {
    expect(median([9, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});
