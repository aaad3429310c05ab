import type * as aws from '../domain/aws.ts';
import { flowObservedAt } from '../domain/observe-times.ts';
import { flow } from '../resolvers/query/flow.ts';
import * as parts from '../resolvers/query/flow-parts.ts';
import { flows } from '../resolvers/query/flows.ts';
import { builder } from './builder.ts';
import { enumOf } from './enum-of.ts';
import { FlowSource } from './flow-source.ts';
import { hourlyCost, Money } from './money.ts';
import { pageArguments } from './page-arguments.ts';
import { DestinationConnection, FlowConnection } from './pages.ts';
import { Flow, FlowOutput } from './refs.ts';

const FlowState = enumOf<aws.FlowState>('FlowState', "AWS's own word. UNKNOWN: a word AWS has added since.", {
  STANDBY: 'Stopped.',
  STARTING: 'Starting.',
  ACTIVE: 'Running.',
  STOPPING: 'Stopping.',
  UPDATING: 'Being changed.',
  DELETING: 'Being deleted.',
  ERROR: 'Failed.',
  UNKNOWN: 'A word AWS has added since.',
});

builder.node(Flow, {
  description: 'A MediaConnect flow: one live feed coming in, ready to be sent to many places.',
  id: { resolve: ({ id }) => id, description: 'The same for ever, and unique over all types.' },
  fields: (t) => ({
    arn: t.exposeString('arn', { description: 'Its Amazon Resource Name.' }),
    name: t.exposeString('name', { description: 'Its name at AWS.' }),
    state: t.expose('state', { type: FlowState, description: "AWS's own word for it." }),
    source: t.field({
      type: FlowSource,
      nullable: true,
      description: 'The one that feeds it now.',
      resolve: (parent, _args, ctx) => parts.flowSource(ctx, parent),
    }),
    sources: t.field({
      type: [FlowSource],
      description: 'All of them: a flow can have two, for failover.',
      resolve: (parent, _args, ctx) => parts.flowSources(ctx, parent),
    }),
    outputs: t.field({
      type: [FlowOutput],
      description: 'All of them, ours or not, by name.',
      resolve: (parent, _args, ctx) => parts.flowOutputs(ctx, parent),
    }),
    destinations: t.field({
      type: DestinationConnection,
      description: 'The destinations it feeds, oldest first.',
      args: pageArguments(t.arg),
      resolve: (parent, args, ctx) => parts.flowDestinations(ctx, parent, args),
    }),
    costPerHour: t.field({
      type: Money,
      description: 'What it costs per hour as it stands now; an estimate from the configured rates.',
      resolve: hourlyCost,
    }),
    observedAt: t.field({
      type: 'DateTime',
      description: 'When AWS was last seen to say so.',
      resolve: (parent, _args, ctx) => flowObservedAt(ctx.state, parent),
    }),
    stale: t.boolean({
      description: 'AWS was last seen too long ago to trust what is said here.',
      resolve: (parent, _args, ctx) => parts.flowStale(ctx, parent),
    }),
  }),
});

builder.queryFields((t) => ({
  flow: t.field({
    type: Flow,
    nullable: true,
    description: 'The default flow when no id is given.',
    args: { id: t.arg.id({ description: 'Its id.' }) },
    resolve: (_root, args, ctx) => flow(ctx, args),
  }),
  flows: t.field({
    type: FlowConnection,
    description: 'The flows, by name.',
    args: pageArguments(t.arg),
    resolve: (_root, args, ctx) => flows(ctx, args),
  }),
}));
