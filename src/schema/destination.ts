import { destinationObservedAt } from '../domain/observe-times.ts';
import { retryPolicyOf } from '../domain/policy.ts';
import { channelBehind, flowBehind, outputBehind, presetOf } from '../resolvers/query/behind-destination.ts';
import { destinationEvents } from '../resolvers/query/destination-events.ts';
import { currentSession, destinationSessions } from '../resolvers/query/destination-sessions.ts';
import { shownCondition } from '../resolvers/query/shown-condition.ts';
import { builder } from './builder.ts';
import { DeliveryMode, DesiredState, DestinationStatus, Platform, Protocol } from './destination-enums.ts';
import { Health } from './health.ts';
import { hourlyCost, Money } from './money.ts';
import { forwardArguments, pageArguments } from './page-arguments.ts';
import { EventConnection, SessionConnection } from './pages.ts';
import { Channel, Destination, Flow, FlowOutput, Preset, Session } from './refs.ts';
import { RetryPolicy } from './retry-policy.ts';
import { SrtSettings } from './srt-settings.ts';
import { StatusReason } from './status-reason.ts';
import { StreamKey } from './stream-key.ts';
import { Tag } from './tag.ts';
import { toInt } from './to-int.ts';

builder.node(Destination, {
  description: 'One feed of a flow to one place: what was asked for, and what is so.',
  id: { resolve: ({ id }) => id, description: 'The same for ever, and unique over all types.' },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Unique among destinations.' }),
    platform: t.expose('platform', { type: Platform, description: 'Where it goes.' }),
    deliveryMode: t.expose('deliveryMode', { type: DeliveryMode, description: 'What at AWS delivers it.' }),
    protocol: t.expose('protocol', { type: Protocol, description: 'How it gets there.' }),
    url: t.exposeString('url', {
      nullable: true,
      description:
        'Where it pushes to. Never carries the stream key. Null where it listens, or on a channel that was set up elsewhere.',
    }),
    backupUrl: t.exposeString('backupUrl', {
      nullable: true,
      description: "The platform's second ingest, where it has one and the channel class uses it.",
    }),
    srt: t.expose('srt', { type: SrtSettings, nullable: true, description: 'What SRT needs besides.' }),
    streamKey: t.expose('streamKey', {
      type: StreamKey,
      nullable: true,
      description: 'Null where the protocol has none. The key itself can be set and rotated, never read.',
    }),
    preset: t.field({
      type: Preset,
      nullable: true,
      description: 'How it is encoded, where it is.',
      resolve: (destination, _args, ctx) => presetOf(ctx, destination),
    }),
    flow: t.field({
      type: Flow,
      nullable: true,
      description:
        'Null on a provisioned channel that takes its input elsewhere, or when the flow is gone from AWS.',
      resolve: (destination, _args, ctx) => flowBehind(ctx, destination),
    }),
    tags: t.expose('tags', { type: [Tag], description: 'Labels to find it by.' }),
    retryPolicy: t.field({
      type: RetryPolicy,
      description: 'How what fails for it at AWS is tried again.',
      resolve: retryPolicyOf,
    }),
    desiredState: t.expose('desired', { type: DesiredState, description: 'What was asked for.' }),
    status: t.field({
      type: DestinationStatus,
      description:
        'What is so, as last observed. Known not to be delivered while its channel runs: ERROR, with billing true. Source lost while live: RUNNING, WAITING_FOR_SOURCE.',
      resolve: ({ condition }) => condition.status,
    }),
    statusReason: t.field({
      type: StatusReason,
      nullable: true,
      description: 'Why the status is what it is; null where there is nothing to say.',
      resolve: (destination, _args, ctx) => shownCondition(ctx, destination).reason,
    }),
    health: t.field({
      type: Health,
      description: 'What was really observed, from source to platform.',
      resolve: (destination, _args, ctx) => shownCondition(ctx, destination).health,
    }),
    observedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When AWS was last seen to say so; stale once that is too long ago to trust.',
      resolve: (destination, _args, ctx) => destinationObservedAt(ctx.state, destination),
    }),
    stale: t.boolean({
      description: 'AWS was last seen too long ago to trust what is said here.',
      resolve: (destination, _args, ctx) => shownCondition(ctx, destination).stale,
    }),
    channel: t.field({
      type: Channel,
      nullable: true,
      description: 'The MediaLive channel behind it; null until one exists, and in modes that have none.',
      resolve: (destination, _args, ctx) => channelBehind(ctx, destination),
    }),
    output: t.field({
      type: FlowOutput,
      nullable: true,
      description: 'The MediaConnect output behind it; null until one exists, and in modes that have none.',
      resolve: (destination, _args, ctx) => outputBehind(ctx, destination),
    }),
    currentSession: t.field({
      type: Session,
      nullable: true,
      description: 'The session that is open; null while it is off air.',
      resolve: (destination, _args, ctx) => currentSession(ctx, destination),
    }),
    sessions: t.field({
      type: SessionConnection,
      description: 'Its sessions, newest first.',
      args: forwardArguments(t.arg),
      resolve: (destination, args, ctx) => destinationSessions(ctx, destination, args),
    }),
    events: t.field({
      type: EventConnection,
      description: 'What happened to it, newest first.',
      args: pageArguments(t.arg, 'Cursor'),
      resolve: (destination, args, ctx) => destinationEvents(ctx, destination, args),
    }),
    billing: t.boolean({
      description: 'True while AWS charges for anything of its own, idle resources included.',
      resolve: ({ condition }) => condition.billing,
    }),
    costPerHour: t.field({
      type: Money,
      description:
        'What it costs per hour as it stands now; an estimate from the configured rates. A flow output costs the transfer, which follows from the source’s bit rate: while AWS does not tell that it reads 0.0000, though billing is true.',
      resolve: ({ condition }) => hourlyCost(condition),
    }),
    pendingChanges: t.boolean({
      description:
        'Changes that wait for the next start, because AWS cannot change what runs; also what somebody else changed at AWS and the next start puts right.',
      resolve: ({ condition }) => condition.pendingChanges,
    }),
    version: t.int({
      description:
        'Goes up with every change a caller made; what AWS does never moves it. Send it back as expectedVersion to refuse a lost update.',
      resolve: ({ version }) => toInt(version),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When a caller last changed it.' }),
  }),
});
