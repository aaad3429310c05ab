import type { builder } from './builder.ts';

type ArgBuilder = Parameters<Parameters<typeof builder.queryField>[1]>[0]['arg'];

/** Arguments that read a list from its beginning. `place` is the type of its cursors. */
export const forwardArguments = <Place extends 'String' | 'Cursor' = 'String'>(
  arg: ArgBuilder,
  place = 'String' as Place,
) => ({
  first: arg.int({
    description: 'So many from the beginning, or after `after`. 50 when left out, 500 at most.',
  }),
  after: arg({ type: place, description: 'Only what comes after this cursor.' }),
});

/** Arguments that read a list from either end. */
export const pageArguments = <Place extends 'String' | 'Cursor' = 'String'>(
  arg: ArgBuilder,
  place = 'String' as Place,
) => ({
  ...forwardArguments(arg, place),
  last: arg.int({ description: 'So many from the end, or before `before`. 500 at most.' }),
  before: arg({ type: place, description: 'Only what comes before this cursor.' }),
});
