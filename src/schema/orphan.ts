import type * as domain from '../domain/judge-orphan.ts';
import { orphans } from '../resolvers/query/orphans.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum-of.ts';
import { hourlyCost, Money } from './money.ts';

const kinds = { channel: 'CHANNEL', input: 'INPUT', output: 'FLOW_OUTPUT' } as const;

const OrphanKind = builder.enumType('OrphanKind', {
  description: 'What kind of thing at AWS an orphan is.',
  values: {
    CHANNEL: { description: 'A MediaLive channel.' },
    INPUT: { description: 'A MediaLive input.' },
    FLOW_OUTPUT: { description: 'An output of a MediaConnect flow.' },
  } as const,
});

const OrphanReason = enumOf<domain.OrphanReason>(
  'OrphanReason',
  'Why an orphan is, or is not, removed now.',
  {
    READY: 'Its grace period is over and AWS would remove it as it is; one that runs is stopped first.',
    GRACE_PERIOD: 'It was seen without an owner for less than five minutes, or has not been noted yet.',
    NOT_RECORDED:
      'No record of this installation shows that it made this: the table may be empty, another one, or a backup. Removed by `sweepOrphans` alone.',
    CHANGING: 'AWS is changing it; it is looked at again once it has settled.',
    ATTACHED: 'A channel still takes this input; it goes once that channel is gone.',
    LAST_TRY_FAILED: 'AWS did not remove it when it was tried; tried again every minute.',
  },
);

export const OrphanRef = builder.objectRef<domain.JudgedOrphan>('Orphan').implement({
  description:
    'Something at AWS that carries this installation’s name or tag and that no record owns. AWS does not tell when it was made.',
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
    firstSeenAt: t.expose('firstSeenAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When Lunora first saw it without an owner: it is at least that old. Kept over restarts; null for a moment, until it is noted.',
    }),
    graceEndsAt: t.expose('graceEndsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'It is never removed before: five minutes after firstSeenAt.',
    }),
    onAir: t.exposeBoolean('onAir', {
      description: 'True while it sends: a channel that encodes, or an enabled output of a running flow.',
    }),
    costPerHour: t.field({
      type: Money,
      description:
        'What it costs by itself as it stands; an estimate. Of a flow output only the transfer, 0 where the source’s bit rate is not known.',
      resolve: hourlyCost,
    }),
    sweepable: t.exposeBoolean('sweepable', {
      description: 'True if the next automatic sweep takes its next step: READY or LAST_TRY_FAILED.',
    }),
    reasonCode: t.expose('reason', { type: OrphanReason, description: 'Why it is or is not, for programs.' }),
    reason: t.exposeString('message', { description: 'Why it is or is not, for people.' }),
  }),
});

builder.queryField('orphans', (t) =>
  t.field({
    type: [OrphanRef],
    description:
      'What AWS has of ours that no record owns, and what the sweep does about it. The sweep runs by itself every minute, and as soon as a grace period ends.',
    resolve: (_root, _args, ctx) => orphans(ctx),
  }),
);
