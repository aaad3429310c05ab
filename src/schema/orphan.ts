import type { Orphan } from '../domain/orphans.ts';
import { orphanReason, orphans } from '../resolvers/query/orphans.ts';
import { builder } from './builder.ts';
import { Money } from './money.ts';

const kinds = { channel: 'CHANNEL', input: 'INPUT', output: 'FLOW_OUTPUT' } as const;

const OrphanKind = builder.enumType('OrphanKind', {
  description: 'What kind of thing at AWS an orphan is.',
  values: {
    CHANNEL: { description: 'A MediaLive channel.' },
    INPUT: { description: 'A MediaLive input.' },
    FLOW_OUTPUT: { description: 'An output of a MediaConnect flow.' },
  } as const,
});

const OrphanRef = builder.objectRef<Orphan>('Orphan').implement({
  description: 'Something at AWS that carries this installation’s name or tag and that no record owns.',
  fields: (t) => ({
    kind: t.field({
      type: OrphanKind,
      description: 'What it is.',
      resolve: ({ type }) => kinds[type],
    }),
    awsId: t.exposeString('id', { description: 'AWS’s id of it; the ARN of a flow output.' }),
    name: t.exposeString('name', { nullable: true, description: 'Its name at AWS.' }),
    state: t.exposeString('state', {
      description: 'AWS’s word for it; ENABLED or DISABLED for a flow output.',
    }),
    costPerHour: t.field({
      type: Money,
      description: 'What it costs as it stands; an estimate.',
      resolve: ({ costPerHour }) => costPerHour,
    }),
    sweepable: t.boolean({
      description: 'Whether AWS would remove it in its present state.',
      resolve: ({ step }) => step !== 'wait',
    }),
    reason: t.string({ description: 'Why it is, or is not yet, removed.', resolve: orphanReason }),
  }),
});

builder.queryField('orphans', (t) =>
  t.field({
    type: [OrphanRef],
    description:
      'The dry run of the orphan sweep: what would be removed, and why. The sweep runs by itself every minute.',
    resolve: (_root, _args, ctx) => orphans(ctx),
  }),
);
