import { type SystemView, system } from '../resolvers/query/system.ts';
import { builder } from './builder.ts';

const AwsVisibility = builder.objectRef<SystemView['aws']>('AwsVisibility').implement({
  description: 'Whether AWS can be seen.',
  fields: (t) => ({
    reachable: t.exposeBoolean('reachable', {
      description:
        'False until AWS was seen, and while looks at MediaLive or at a flow fail again and again, or none is recorded for too long.',
    }),
    lastError: t.exposeString('lastError', {
      nullable: true,
      description:
        'Why the last looks failed, or that none is recorded, without secrets; null while it can be seen.',
    }),
    quotasReadAt: t.expose('quotasReadAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the account’s quotas were last read from AWS Service Quotas; null if never.',
    }),
    quotasError: t.exposeString('quotasError', {
      nullable: true,
      description:
        'Why the last read of quotas failed; null if it did not. Limits read before, settings and defaults count meanwhile.',
    }),
  }),
});

const System = builder.objectRef<SystemView>('System').implement({
  description: 'How Lunora itself is: is AWS visible, how old is what it knows, who leads.',
  fields: (t) => ({
    version: t.exposeString('version', { description: 'The version of Lunora.' }),
    installationId: t.exposeString('installationId', {
      description: 'Named in everything this installation makes at AWS.',
    }),
    aws: t.expose('aws', { type: AwsVisibility, description: 'Whether AWS can be seen.' }),
    lastObservedAt: t.expose('lastObservedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When AWS was last seen.',
    }),
    leader: t.exposeBoolean('leader', { description: 'Whether the process that answers leads.' }),
    emulated: t.exposeBoolean('emulated', { description: 'Whether AWS is an emulation, and nothing costs.' }),
  }),
});

builder.queryField('system', (t) =>
  t.field({
    type: System,
    description: 'How Lunora itself is.',
    resolve: (_root, _args, ctx) => system(ctx),
  }),
);
