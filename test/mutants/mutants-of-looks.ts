import type { Mutant } from './mutant.ts';

/** Bugs in what is believed of AWS. */
export const mutantsOfLooks: readonly Mutant[] = [
  {
    name: 'List trusted over a newer Describe',
    breaks: 'A List that lags undoes what an act or a Describe has shown since.',
    first: [6],
    edits: [
      {
        file: 'src/domain/observe-belief.ts',
        find: 'return !exact && mayLag && soon;',
        replace: 'return false;',
      },
    ],
  },
  {
    name: 'what a List leaves out taken for gone',
    breaks: 'What was only just made is not in the List yet, and is believed to be lost.',
    first: [8],
    edits: [
      {
        file: 'src/pubsub/ask-after.ts',
        find: 'const seen = await describe(id);',
        replace: 'const seen = listed.find((one) => one.id === id) ?? null;',
      },
    ],
  },
  {
    name: 'gone after one look',
    breaks: 'One answer that is wrong takes a flow, an output, a channel or an input out of the records.',
    first: [108],
    edits: [
      {
        file: 'src/pubsub/absences.ts',
        find: 'if (first !== null && first <= startedMs) {',
        replace: 'if (first === null || first <= startedMs) {',
      },
    ],
  },
  {
    name: 'what is gone brought back by a List',
    breaks: 'A List that lags shows a channel that has been deleted, and it is recorded anew.',
    first: [20],
    edits: [
      {
        file: 'src/pubsub/recently-gone.ts',
        find: 'return at !== undefined && startedMs - at < listLagMs;',
        replace: 'return false;',
      },
    ],
  },
  {
    name: 'an output edited on air taken for ours',
    breaks: 'Somebody sends an output elsewhere, and it is told to be on air as asked.',
    first: [191],
    edits: [
      {
        file: 'src/domain/edited.ts',
        find: 'editBetween(outputWas, outputSetup(output))',
        replace: 'editBetween(outputWas, outputWas)',
      },
    ],
  },
];
