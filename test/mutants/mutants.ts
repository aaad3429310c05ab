import type { Mutant } from './mutant.ts';
import { mutantsOfActs } from './mutants-of-acts.ts';
import { mutantsOfClocks } from './mutants-of-clocks.ts';
import { mutantsOfLooks } from './mutants-of-looks.ts';
import { mutantsOfStore } from './mutants-of-store.ts';
import { mutantsOfSweep } from './mutants-of-sweep.ts';

/** Every bug the simulation must catch. */
export const mutants: readonly Mutant[] = [
  ...mutantsOfActs,
  ...mutantsOfSweep,
  ...mutantsOfStore,
  ...mutantsOfLooks,
  ...mutantsOfClocks,
];
