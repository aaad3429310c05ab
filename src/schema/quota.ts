import { type QuotaUse, quotas } from '../resolvers/query/quotas.ts';
import { builder } from './builder.ts';

const Quota = builder.objectRef<QuotaUse>('Quota').implement({
  description: 'Something AWS allows only so many of.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'channels, pushInputs, or outputsPerFlow (of the fullest flow).',
    }),
    used: t.exposeInt('used', { description: 'How many there are.' }),
    limit: t.exposeInt('limit', { description: 'How many there may be.' }),
    remaining: t.exposeInt('remaining', { description: 'How many more there may be.' }),
  }),
});

builder.queryField('quotas', (t) =>
  t.field({
    type: [Quota],
    description: 'What AWS allows and how much of it is used, known before it is hit.',
    resolve: (_root, _args, ctx) => quotas(ctx),
  }),
);
