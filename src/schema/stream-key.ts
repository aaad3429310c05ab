import type * as domain from '../domain/records.ts';
import { builder } from './builder.ts';
import { toInt } from './to-int.ts';

export const StreamKey = builder.objectRef<domain.SealedKey>('StreamKey').implement({
  description: 'The AWS-side key info: enough to recognise a key, never enough to use it.',
  fields: (t) => ({
    fingerprint: t.exposeString('fingerprint', { description: 'The same for the same key.' }),
    setAt: t.expose('setAt', { type: 'DateTime', description: 'When it was set.' }),
    version: t.int({
      description: 'Goes up with every rotation.',
      resolve: ({ version }) => toInt(version),
    }),
  }),
});
