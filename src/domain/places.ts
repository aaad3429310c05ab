import { goalOf, holdOf } from './goal.ts';
import type { DeliveryMode, Destination, Input } from './records.ts';
import { backingOf, sourceConnected } from './situation.ts';
import type { State } from './state.ts';

/** What AWS allows only so many of: in the account and region, or (`outputsPerFlow`) on one flow. */
export const quotaNames = ['channels', 'pushInputs', 'outputsPerFlow'] as const;
export type QuotaName = (typeof quotaNames)[number];

/** What a destination takes one of to be on air. MediaLive adds an output to the flow for every input. */
export const placesOf: Record<DeliveryMode, readonly QuotaName[]> = {
  DEDICATED_CHANNEL: quotaNames,
  FLOW_OUTPUT: ['outputsPerFlow'],
  SHARED_CHANNEL: [],
  PROVISIONED_CHANNEL: [],
};

/** Whether it is to be on air, so that its places are spoken for. */
export const isWanted = ({ desired, work: { gaveUp, lost } }: Destination): boolean =>
  goalOf({ desired, gaveUp, lost, reclaim: false }) === 'RUNNING';

/** Whether it has one at AWS, or may have: what was announced counts. */
export function holds(state: State, destination: Destination, name: QuotaName): boolean {
  const { work, deliveryMode } = destination;
  const onFlow = name === 'outputsPerFlow' && deliveryMode === 'FLOW_OUTPUT';
  const own = onFlow ? work.output : name === 'channels' ? work.channel : work.input;
  if (own === null) return false;
  const { channel, input, output } = backingOf(state, destination);
  if (onFlow) return output !== undefined || work.output?.arn === null;
  const seen = name === 'channels' ? channel : input;
  if (seen) return seen.state !== 'DELETED';
  return (name === 'channels' ? work.channel?.id : work.input?.id) === null;
}

/** Who takes, and who waits for, the places of one quota; `outputsPerFlow` on one flow. */
export interface Places {
  /** Taken by what belongs to no destination: the primary channel, other people's, orphans. */
  others: number;
  /** Destinations that have one, wanted or not. */
  holders: Destination[];
  /** Destinations that are to be on air, whether they have one yet or not. */
  wanted: Destination[];
}

export function placesTaken(state: State, name: QuotaName, flowId: string): Places {
  const all =
    name === 'outputsPerFlow' ? state.where('destination', 'flow', flowId) : state.all('destination');
  const holders: Destination[] = [];
  for (const destination of all) {
    if (placesOf[destination.deliveryMode].includes(name) && holds(state, destination, name)) {
      holders.push(destination);
    }
  }
  const wanted = claimsOf(state, name, flowId).filter(isWanted);
  return { others: countOthers(state, name, flowId), holders, wanted };
}

/** Destinations that are to be on air, or are kept there by someone at AWS, and need one. */
export function claimsOf(state: State, name: QuotaName, flowId: string): Destination[] {
  return [...state.where('destination', 'claim', 'place')].filter(
    (destination) =>
      placesOf[destination.deliveryMode].includes(name) &&
      (name !== 'outputsPerFlow' || destination.flowId === flowId),
  );
}

/** How many AWS has of it, ours or not. */
export const countUsed = (state: State, name: QuotaName, flowId: string): number =>
  recordsOf(state, name, flowId).length;

/** How many AWS has of it that belong to no destination. */
export function countOthers(state: State, name: QuotaName, flowId: string): number {
  const records = recordsOf(state, name, flowId);
  if (name === 'channels')
    return records.filter(({ id, tags }) => !isOwned(state, 'channel', id, tags)).length;
  if (name === 'pushInputs')
    return records.filter(({ id, tags }) => !isOwned(state, 'input', id, tags)).length;
  const owned = new Set<string>();
  for (const { id, arn, tags } of state.where('input', 'flow', flowId)) {
    if (isOwned(state, 'input', id, tags)) owned.add(arn);
  }
  const announced = new Set<string>();
  for (const { work } of claimsOf(state, name, flowId)) {
    if (work.output?.arn === null) announced.add(work.output.name);
  }
  return records.filter(({ id, name: called, mediaLiveInputArn }) =>
    mediaLiveInputArn
      ? !owned.has(mediaLiveInputArn)
      : !announced.has(called ?? '') && none(state.where('destination', 'output', id)),
  ).length;
}

interface Counted {
  id: string;
  name: string | null;
  tags: Record<string, string>;
  mediaLiveInputArn?: string | null;
}

function recordsOf(state: State, name: QuotaName, flowId: string): Counted[] {
  switch (name) {
    case 'channels':
      return [...state.all('channel')].filter(({ state: word }) => word !== 'DELETED');
    case 'pushInputs':
      return [...state.all('input')].filter(isPushInput);
    case 'outputsPerFlow':
      return [...state.where('output', 'flow', flowId)].map((output) => ({ ...output, tags: {} }));
  }
}

const isPushInput = ({ type, state }: Input): boolean =>
  state !== 'DELETED' && (type === 'MEDIACONNECT' || type.endsWith('_PUSH'));

/** Whether it is a destination's: recorded as such, or just announced and found by its tags. */
function isOwned(state: State, part: 'channel' | 'input', id: string, tags: Record<string, string>): boolean {
  if (!none(state.where('destination', part, id))) return true;
  const announcer = state.get('destination', tags['lunora:destination'] ?? '');
  return announcer?.work[part]?.id === null && backingOf(state, announcer)[part]?.id === id;
}

const none = (records: Iterable<unknown>): boolean => {
  for (const _ of records) return false;
  return true;
};

/**
 * Those who would take a place now if there were one, in the order in which they get it: who has the input for it
 * already, then who asked first. Who waits for a flow or a source, or is between two tries, keeps nobody back.
 */
export function waitingFor(state: State, name: QuotaName, { wanted }: Places, now: string): Destination[] {
  const rank = (destination: Destination) => {
    const since = state.get('session', destination.sessionId ?? '')?.startedAt ?? destination.wishedAt;
    const admitted = destination.work.input !== null ? '0' : '1';
    return `${admitted} ${since} ${destination.createdAt} ${destination.id}`;
  };
  return wanted
    .filter((destination) => !holds(state, destination, name) && isReady(state, destination, now))
    .map((destination) => ({ destination, rank: rank(destination) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ destination }) => destination);
}

function isReady(state: State, { flowId, startWithoutSource, work }: Destination, now: string): boolean {
  const flow = state.get('flow', flowId);
  const situation = {
    flow: flow?.state ?? ('MISSING' as const),
    sourceConnected: sourceConnected(flow),
    startWithoutSource,
  };
  if (holdOf(situation) !== null) return false;
  return work.failure === null || work.failure.kind === 'QUOTA' || (work.nextRetryAt ?? '') <= now;
}
