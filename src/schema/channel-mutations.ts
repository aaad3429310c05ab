import type * as inputs from '../resolvers/mutation/inputs.ts';
import type * as payloads from '../resolvers/mutation/payloads.ts';
import { restartChannel } from '../resolvers/mutation/restart-channel.ts';
import { startChannel } from '../resolvers/mutation/start-channel.ts';
import { stopChannel } from '../resolvers/mutation/stop-channel.ts';
import { builder } from './builder.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { inputArgument } from './input-argument.ts';
import { Channel } from './refs.ts';
import { UserError } from './user-error.ts';

const ChannelActionInput = builder.inputRef<inputs.ChannelActionInput>('ChannelActionInput').implement({
  description: 'A channel to act on: the primary one. Channels of destinations follow their destinations.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'Which channel.' }),
    idempotencyKey: t.string(idempotencyKey),
  }),
});

const ChannelPayload = builder.objectRef<payloads.ChannelPayload>('ChannelPayload').implement({
  description: 'What became of a wish about a channel.',
  fields: (t) => ({
    channel: t.expose('channel', {
      type: Channel,
      nullable: true,
      description: 'As it is now; null where it was refused.',
    }),
    userErrors: t.expose('userErrors', {
      type: [UserError],
      description: 'Why it was refused; empty if not.',
    }),
  }),
});

builder.mutationFields((t) => ({
  startChannel: t.field({
    type: ChannelPayload,
    authScopes: { operator: true },
    description: 'Starts a channel.',
    args: { input: t.arg({ ...inputArgument, type: ChannelActionInput }) },
    resolve: (_root, { input }, ctx) => startChannel(ctx, input),
  }),
  stopChannel: t.field({
    type: ChannelPayload,
    authScopes: { operator: true },
    description: 'Stops a channel.',
    args: { input: t.arg({ ...inputArgument, type: ChannelActionInput }) },
    resolve: (_root, { input }, ctx) => stopChannel(ctx, input),
  }),
  restartChannel: t.field({
    type: ChannelPayload,
    authScopes: { operator: true },
    description:
      'Restarts the pipelines of a channel that runs, without stopping it. One that AWS is starting is restarted after that; for one that is RECOVERING nothing is left to do, AWS restarts its pipelines already.',
    args: { input: t.arg({ ...inputArgument, type: ChannelActionInput }) },
    resolve: (_root, { input }, ctx) => restartChannel(ctx, input),
  }),
}));
