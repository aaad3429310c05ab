import type * as domain from '../domain/warning.ts';
import { builder } from './builder.ts';

const Warning = builder.objectRef<domain.Warning>('Warning').implement({
  description: 'A note on a change that was made: it is done, and worth a look.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'The kind of warning, for programs.' }),
    message: t.exposeString('message', { description: 'What may be wrong, for people.' }),
    path: t.exposeStringList('path', {
      nullable: true,
      description: 'Where in the input, e.g. ["input", "platform"].',
    }),
  }),
});

export const warningsField = {
  type: [Warning],
  description: 'Notes on what was done; empty where nothing was, or nothing is to be noted.',
} satisfies { type: [typeof Warning]; description: string };
