import type * as domain from '../domain/records.ts';
import { builder } from './builder.ts';

export const Tag = builder.objectRef<domain.Tag>('Tag').implement({
  description: 'A label to find destinations by.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'What it says something about.' }),
    value: t.exposeString('value', { description: 'What it says.' }),
  }),
});

export const TagInput = builder.inputRef<domain.Tag>('TagInput').implement({
  description: 'A label to find destinations by.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'What it says something about.' }),
    value: t.string({ required: true, description: 'What it says.' }),
  }),
});
