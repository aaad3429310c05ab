import type { Figures } from '../figures.ts';
import { median } from '../median.ts';
import { toTable } from '../to-table.ts';
import type { EditsResult } from './measure-edits.ts';

const sizes = [1, 3] as const;

/** The figures of the edits: medians of the rounds. */
export const editsFigures = (taken: EditsResult): Figures =>
  new Map([
    ...sizes.map(
      (size) =>
        [`log.appendsPerSecond.${size}`, median(taken[size].map(({ perSecond }) => perSecond))] as const,
    ),
    ...sizes.map((size) => [`log.editP99Ms.${size}`, median(taken[size].map(({ p99Ms }) => p99Ms))] as const),
  ]);

/** What the figures of the edits were made of. */
export function editsTable(taken: EditsResult): string {
  const middle = (size: 1 | 3, of: (round: EditsResult[1][number]) => number) => median(taken[size].map(of));
  return [
    'Edits over a table 5 to 10 ms away, 60 at once, and one by one at each process in turn',
    '',
    toTable(
      ['processes', 'edits/s', 'p99 ms', 'one by one, ms'],
      sizes.map((size) => [
        String(size),
        middle(size, ({ perSecond }) => perSecond).toFixed(0),
        middle(size, ({ p99Ms }) => p99Ms).toFixed(0),
        middle(size, ({ oneByOneMs }) => oneByOneMs).toFixed(0),
      ]),
    ),
  ].join('\n');
}
