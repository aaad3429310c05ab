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
  const backing = backingOf(state, destination);
  const has = (own: { id: string | null } | null, seen: { state: string } | undefined) =>
    own !== null && (seen ? seen.state !== 'DELETED' : own.id === null);
  if (name === 'channels') return has(work.channel, backing.channel);
  if (name === 'pushInputs' || deliveryMode === 'DEDICATED_CHANNEL') return has(work.input, backing.input);
  return work.output !== null && (backing.output !== undefined || work.output.arn === null);
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
  const holders: Destination[] = [];
  const wanted: Destination[] = [];
  const owned = new Set<string>();
  const all =
    name === 'outputsPerFlow' ? state.where('destination', 'flow', flowId) : state.all('destination');
  for (const destination of all) {
    if (!placesOf[destination.deliveryMode].includes(name)) continue;
    if (isWanted(destination)) wanted.push(destination);
    if (!holds(state, destination, name)) continue;
    holders.push(destination);
    const { channel, input, output } = backingOf(state, destination);
    const own =
      name === 'channels' ? channel?.id : name === 'pushInputs' ? input?.id : (output?.id ?? input?.arn);
    if (own) owned.add(own);
  }
  return { others: countRecords(state, name, flowId, owned), holders, wanted };
}

/** How many AWS has of it, ours or not. */
export const countUsed = (state: State, name: QuotaName, flowId: string): number =>
  countRecords(state, name, flowId, new Set());

const isPushInput = ({ type, state }: Input): boolean =>
  state !== 'DELETED' && (type === 'MEDIACONNECT' || type.endsWith('_PUSH'));

function countRecords(state: State, name: QuotaName, flowId: string, except: ReadonlySet<string>): number {
  let count = 0;
  switch (name) {
    case 'channels':
      for (const { id, state: word } of state.all('channel'))
        if (word !== 'DELETED' && !except.has(id)) count += 1;
      return count;
    case 'pushInputs':
      for (const input of state.all('input')) if (isPushInput(input) && !except.has(input.id)) count += 1;
      return count;
    case 'outputsPerFlow':
      for (const { id, mediaLiveInputArn } of state.where('output', 'flow', flowId)) {
        if (!except.has(mediaLiveInputArn ?? id)) count += 1;
      }
      return count;
  }
}

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
