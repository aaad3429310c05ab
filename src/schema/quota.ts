import { type QuotaUse, quotas } from '../resolvers/query/quotas.ts';
import { builder } from './builder.ts';

const Quota = builder.objectRef<QuotaUse>('Quota').implement({
  description: 'Something AWS allows only so many of.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'channels, pushInputs, or outputsPerFlow (of the fullest flow).',
    }),
    used: t.exposeInt('used', { description: 'How many AWS has, ours or not, idle ones included.' }),
    limit: t.exposeInt('limit', {
      description:
        'How many there may be: what AWS taught us by refusing, for ten minutes after; else the setting (LUNORA_QUOTA_CHANNELS, LUNORA_QUOTA_PUSH_INPUTS, LUNORA_QUOTA_OUTPUTS_PER_FLOW); else what AWS Service Quotas answers; else 10, 10 and 50.',
    }),
    remaining: t.exposeInt('remaining', { description: 'How many more there may be.' }),
  }),
});

builder.queryField('quotas', (t) =>
  t.field({
    type: [Quota],
    description:
      'What AWS allows and how much of it is used, known before it is hit. A start counts what is on air or on its way there, so it may be refused while some remain; what stands idle gives way, so it may be let in while none do.',
    resolve: (_root, _args, ctx) => quotas(ctx),
  }),
);
