import type { builder } from './builder.ts';

type ArgBuilder = Parameters<Parameters<typeof builder.queryField>[1]>[0]['arg'];

/** Arguments that read a list from its beginning. */
export const forwardArguments = (arg: ArgBuilder) => ({
  first: arg.int({
    description: 'So many from the beginning, or after `after`. 50 when left out, 500 at most.',
  }),
  after: arg.string({ description: 'Only what comes after this cursor.' }),
});

/** Arguments that read a list from either end. */
export const pageArguments = (arg: ArgBuilder) => ({
  ...forwardArguments(arg),
  last: arg.int({ description: 'So many from the end, or before `before`. 500 at most.' }),
  before: arg.string({ description: 'Only what comes before this cursor.' }),
});
