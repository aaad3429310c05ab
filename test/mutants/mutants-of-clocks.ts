import type { Mutant } from './mutant.ts';

/** Bugs in what clocks may decide: the lease, the order of what happened, and how long it has lasted. */
export const mutantsOfClocks: readonly Mutant[] = [
  {
    name: 'a lease never taken for dead',
    breaks: 'The leader dies, and nobody leads any more.',
    first: [4],
    edits: [
      {
        file: 'src/engine/watch-lease.ts',
        find: '    isFree: () => freeInMs() === 0,',
        replace: '    isFree: () => last?.holder === null,',
      },
    ],
  },
  {
    name: 'a lease judged by an instant of another clock',
    breaks: 'A leader whose clock was hours ahead dies, and nobody leads for as long.',
    first: [88],
    edits: [
      {
        file: 'src/engine/watch-lease.ts',
        find: '    isFree: () => freeInMs() === 0,',
        replace:
          "    isFree: () => last?.holder === null || Number(last?.item?.['until'] ?? 0) < store.clock.machineMs(),",
      },
      {
        file: 'src/engine/watch-lease.ts',
        find: "  store: Pick<Store, 'lease' | 'state'>,",
        replace: "  store: Pick<Store, 'lease' | 'state' | 'clock'>,",
      },
    ],
  },
  {
    name: 'a lease taken from whoever renews it',
    breaks: 'The lead goes to and fro between processes that live.',
    first: [4],
    edits: [
      {
        file: 'src/engine/watch-lease.ts',
        find: '      if (found.beat !== last?.beat) {',
        replace: '      if (last === null) {',
      },
    ],
  },
  {
    name: 'time that goes back with the clock',
    breaks: 'A clock is set back by hours, and every retry and deadline waits for as long.',
    first: [184],
    edits: [
      {
        file: 'src/store/log-clock.ts',
        find: '    latestMs = Math.max(fastestMs, latestMs + passedMs * catchUpPace);',
        replace: '    latestMs = wallMs;',
      },
    ],
  },
  {
    name: 'time that stands still until the clock has caught up',
    breaks: 'A clock is set back by hours, and no time passes until it is where it was.',
    first: [40],
    edits: [
      {
        file: 'src/store/log-clock.ts',
        find: 'const catchUpPace = 0.5;',
        replace: 'const catchUpPace = 0;',
      },
    ],
  },
  {
    name: 'looks not put in order with acts',
    breaks: 'A look that began before an act was answered undoes what the act has shown.',
    first: [136],
    edits: [
      {
        file: 'src/domain/observe-belief.ts',
        find: '  if ((acted.position ?? 0) > position) return true;\n',
        replace: '',
      },
    ],
  },
];
