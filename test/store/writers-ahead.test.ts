import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writersAhead } from '../../src/store/writers-ahead.ts';

const at = (writerId: string, since: number) => ({ writerId, since, tries: 0 });
const nobodyAppended = () => null;

describe('the writers ahead of one that waits', () => {
  it.each([
    ['wait longer', [at('b', 3), at('c', 5)], ['b']],
    ['wait as long and come first by id', [at('b', 4), at('0', 4)], ['0']],
    ['are not this one itself', [at('a', 1)], []],
    ['come longest waiting first', [at('d', 3), at('c', 1), at('b', 2)], ['c', 'b', 'd']],
  ])('%s', (_what, waiting, expected) => {
    const ahead = writersAhead(waiting, at('a', 4), nobodyAppended, 0);
    expect(ahead.map(({ writerId }) => writerId)).toEqual(expected);
  });

  it('are not those that appended since they began to wait', () => {
    const appended = (writerId: string) => ({ b: 3, c: 4 })[writerId] ?? null;
    expect(writersAhead([at('b', 3), at('c', 3)], at('a', 9), appended, 0)).toEqual([at('b', 3)]);
  });

  it('are not those that waited before this process started and were not seen since', () => {
    expect(writersAhead([at('b', 3), at('c', 7)], at('a', 9), nobodyAppended, 5)).toEqual([at('c', 7)]);
  });

  it('leave exactly one of all that wait without anyone ahead', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ writerId: fc.string(), since: fc.nat(9), tries: fc.constant(0) }), {
          minLength: 1,
          selector: ({ writerId }) => writerId,
        }),
        (waiting) => {
          const first = waiting.filter((mine) => writersAhead(waiting, mine, nobodyAppended, 0).length === 0);
          expect(first).toHaveLength(1);
        },
      ),
    );
  });
});
