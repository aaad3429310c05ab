import { countOf, largestGroupOf, longestOf, type Measure } from '../../domain/list-lengths.ts';
import { defaultPageSize, maxPageSize } from '../../resolvers/query/page-args.ts';

/** Reads one argument of a field, variables and defaults filled in. */
export type ReadArgument = (name: string) => unknown;

/** The most items of a list, from its arguments or from the records as they are now. */
export type ListSize = (argument: ReadArgument, measure: (of: Measure) => number) => number;

const atMost =
  (most: number): ListSize =>
  () =>
    most;
const byRecords =
  (of: Measure): ListSize =>
  (_argument, measure) =>
    measure(of);
const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 1);

/** The size of a page, as its arguments ask for it. */
export const pageSizeOf: ListSize = (argument) => {
  const size = argument('last') ?? argument('first');
  return typeof size === 'number' ? Math.min(Math.max(size, 0), maxPageSize) : defaultPageSize;
};

const destinations = countOf('destination');
const destinationsOfFlow = largestGroupOf('destination', ({ flowId }) => flowId);

/** One result for each destination that a bulk call names. */
const bulkSize: ListSize = (argument, measure) => {
  const { ids } = (argument('input') ?? {}) as { ids?: unknown };
  return ids === undefined || ids === null ? measure(destinations) : lengthOf(ids);
};

/** One message for each record that a subscription begins with. */
const followed =
  (of: Measure): ListSize =>
  (argument, measure) => {
    const ids = argument('ids') ?? null;
    return ids === null ? measure(of) : Math.min(lengthOf(ids), measure(of));
  };

/**
 * Sizes of the lists that are no pages, by type and field. A field that is no list hands its size down to the lists
 * right below it that have none here.
 */
export const listSizes: Readonly<Record<string, ListSize>> = {
  'Query.nodes': (argument) => lengthOf(argument('ids')),
  'Query.presets': byRecords(countOf('preset')),
  'Query.tokens': byRecords(countOf('token')),
  'RevokeTokenPayload.alsoRevoked': byRecords(countOf('token')),
  'AccessToken.flowIds': byRecords(longestOf('token', ({ flowIds }) => flowIds?.length ?? 0)),
  'Query.quotas': atMost(3),
  'Query.orphans': byRecords(countOf('channel', 'input', 'output')),
  'Mutation.startDestinations': bulkSize,
  'Mutation.stopDestinations': bulkSize,
  'Mutation.sweepOrphans': byRecords(countOf('channel', 'input', 'output')),
  'Subscription.destinationChanged': followed(destinations),
  'Subscription.channelChanged': followed(countOf('channel')),
  'Subscription.flowChanged': followed(countOf('flow')),
  'Subscription.outputChanged': followed(countOf('output')),
  'Channel.alerts': byRecords(longestOf('channel', ({ alerts }) => alerts.length)),
  'Channel.destinations': byRecords(largestGroupOf('destination', ({ work }) => work.channel?.id)),
  'Channel.inputs': byRecords(longestOf('channel', ({ inputIds }) => inputIds.length)),
  'Destination.tags': byRecords(longestOf('destination', ({ tags }) => tags.length)),
  'SrtSettings.cidrAllowList': byRecords(
    longestOf('destination', ({ srt }) => srt?.cidrAllowList?.length ?? 0),
  ),
  'Flow.outputs': byRecords(largestGroupOf('output', ({ flowId }) => flowId)),
  'Flow.sources': byRecords(longestOf('flow', ({ sources }) => sources.length)),
  'Event.changes': atMost(20),
  'UserError.path': atMost(4),
  'Warning.path': atMost(4),
};

/** Lists of these types, wherever they are, that have no size of their own. */
export const listSizesByType: Readonly<Record<string, ListSize>> = {
  UserError: atMost(2),
  Warning: atMost(2),
};

/** How many records a field goes through, however few of them it answers with. */
export const recordsRead: Readonly<Record<string, Measure>> = {
  'Query.destinations': destinations,
  'Query.channels': countOf('channel'),
  'Query.flows': countOf('flow'),
  'Query.flow': countOf('flow'),
  'Query.sessions': countOf('session'),
  'Query.quotas': countOf('destination', 'channel', 'input', 'output'),
  'Query.orphans': countOf('destination', 'channel', 'input', 'output'),
  'Flow.destinations': destinationsOfFlow,
};
