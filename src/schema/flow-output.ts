import { outputObservedAt } from '../domain/observe-times.ts';
import type * as domain from '../domain/records.ts';
import { flowStale, outputDestination, outputHealth } from '../resolvers/query/flow-parts.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum-of.ts';
import { HealthState } from './health.ts';
import { Destination, FlowOutput } from './refs.ts';
import { toInt } from './to-int.ts';

const OutputManager = enumOf<domain.Output['managedBy']>(
  'OutputManager',
  "Whose it is. MEDIALIVE: made and removed by AWS for a channel's input; Lunora only looks at it.",
  {
    LUNORA: 'Made and removed by Lunora.',
    MEDIALIVE: "Made and removed by AWS for a channel's input.",
    OTHER: "Somebody else's; never touched.",
  },
);

builder.node(FlowOutput, {
  description: 'An output of a MediaConnect flow, ours or not.',
  id: { resolve: ({ id }) => id, description: 'The same for ever, and unique over all types.' },
  fields: (t) => ({
    arn: t.exposeString('arn', { description: 'Its Amazon Resource Name.' }),
    name: t.exposeString('name', { description: 'Its name at AWS.' }),
    protocol: t.exposeString('protocol', { nullable: true, description: "AWS's word for how it sends." }),
    listenerAddress: t.exposeString('listenerAddress', {
      nullable: true,
      description: 'For a listener: where the receiver connects to.',
    }),
    port: t.int({
      nullable: true,
      description: 'The port it sends to or listens on.',
      resolve: ({ port }) => toInt(port),
    }),
    enabled: t.exposeBoolean('enabled', { description: 'Whether it sends while its flow is active.' }),
    health: t.field({
      type: HealthState,
      description: 'Whether it is received, where known.',
      resolve: (output, _args, ctx) => outputHealth(ctx, output),
    }),
    observedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When AWS was last seen to say so; null while it never was.',
      resolve: (output, _args, ctx) => outputObservedAt(ctx.state, output),
    }),
    stale: t.boolean({
      description: 'AWS was last seen too long ago to trust what is said here.',
      resolve: ({ flowId }, _args, ctx) => flowStale(ctx, { id: flowId }),
    }),
    managedBy: t.expose('managedBy', { type: OutputManager, description: 'Whose it is.' }),
    destination: t.field({
      type: Destination,
      nullable: true,
      description: 'The destination it delivers, if it is one of ours.',
      resolve: (output, _args, ctx) => outputDestination(ctx, output),
    }),
  }),
});
