import type { SeenAlert } from '../domain/aws.ts';
import { channelObservedAt } from '../domain/observe-times.ts';
import * as parts from '../resolvers/query/channel-parts.ts';
import { builder } from './builder.ts';
import { ChannelClass, ChannelRole, ChannelState } from './channel-enums.ts';
import { hourlyCost, Money } from './money.ts';
import { Channel, Destination, Flow } from './refs.ts';
import { toInt } from './to-int.ts';

builder.node(Channel, {
  description: 'A MediaLive channel of the account and region, ours or not.',
  id: { resolve: ({ id }) => id, description: 'The same for ever, and unique over all types.' },
  fields: (t) => ({
    awsId: t.exposeString('id', { description: 'What AWS calls it.' }),
    arn: t.exposeString('arn', { description: 'Its Amazon Resource Name.' }),
    name: t.string({
      description: 'Its name at AWS; its AWS id where it has none.',
      resolve: ({ name, id }) => name || id,
    }),
    state: t.expose('state', { type: ChannelState, description: "AWS's own word for it." }),
    role: t.expose('role', { type: ChannelRole, description: 'What it is for.' }),
    channelClass: t.expose('channelClass', { type: ChannelClass, description: 'How many pipelines it has.' }),
    pipelinesRunning: t.int({
      description: 'How many pipelines are healthy; 0 unless it runs.',
      resolve: ({ pipelinesRunning }) => toInt(pipelinesRunning),
    }),
    unhealthySince: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when it is on air without a healthy pipeline, or RECOVERING; null while it is not.',
      resolve: ({ unhealthySince }) => unhealthySince ?? null,
    }),
    inputs: t.field({
      type: [ChannelInput],
      description: 'What it takes in.',
      resolve: (channel, _args, ctx) => parts.channelInputs(ctx, channel),
    }),
    playbackUrl: t.string({
      nullable: true,
      description: 'Where viewers watch it, for a channel that has such a place (the primary HLS channel).',
      resolve: (channel, _args, ctx) => parts.playbackUrl(ctx, channel),
    }),
    costPerHour: t.field({
      type: Money,
      description: 'What it costs per hour as it stands now.',
      resolve: hourlyCost,
    }),
    alerts: t.expose('alerts', { type: [ChannelAlert], description: 'What AWS says is wrong with it now.' }),
    destinations: t.field({
      type: [Destination],
      description: 'The destinations it delivers, oldest first.',
      resolve: (channel, _args, ctx) => parts.channelDestinations(ctx, channel),
    }),
    observedAt: t.field({
      type: 'DateTime',
      description: 'When AWS was last seen to say so.',
      resolve: (channel, _args, ctx) => channelObservedAt(ctx.state, channel),
    }),
    stale: t.boolean({
      description: 'AWS was last seen too long ago to trust what is said here.',
      resolve: (_channel, _args, ctx) => parts.channelStale(ctx),
    }),
  }),
});

const ChannelInput = builder.objectRef<parts.ChannelInput>('ChannelInput').implement({
  description: 'A MediaLive input that a channel takes.',
  fields: (t) => ({
    awsId: t.exposeString('awsId', { description: 'What AWS calls it.' }),
    name: t.exposeString('name', { nullable: true, description: 'Its name at AWS.' }),
    flow: t.expose('flow', {
      type: Flow,
      nullable: true,
      description: 'The flow it takes, where it takes one.',
    }),
  }),
});

const ChannelAlert = builder.objectRef<SeenAlert>('ChannelAlert').implement({
  description:
    "Something that is wrong with a channel. alertType is AWS's wording, e.g. Failed RTMP Connection.",
  fields: (t) => ({
    awsId: t.exposeID('id', { description: 'Its id at AWS.' }),
    alertType: t.exposeString('alertType', { description: "AWS's wording." }),
    message: t.exposeString('message', { description: 'What AWS says about it, without secrets.' }),
    since: t.expose('since', { type: 'DateTime', description: 'Since when it is so.' }),
    pipeline: t.exposeString('pipeline', { nullable: true, description: 'The pipeline it is about.' }),
  }),
});
