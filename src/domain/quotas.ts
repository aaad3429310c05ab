import { mediaLiveEye } from './observe-eye.ts';
import {
  claimsOf,
  countOthers,
  holds,
  isWanted,
  placesOf,
  placesTaken,
  type QuotaName,
  waitingFor,
} from './places.ts';
import type { ActName, Destination } from './records.ts';
import type { State } from './state.ts';

/** Limits by quota, such as the settings say. What is left out is decided by what AWS says. */
export type QuotaLimits = { [Name in QuotaName]?: number | undefined };

/** Limits where neither the settings nor AWS say any. */
export const defaultQuotas: Record<QuotaName, number> = { channels: 10, pushInputs: 10, outputsPerFlow: 50 };

/** The limit in force: learnt from a refusal, else set, else read from AWS, else the default. */
export const limitOf = (state: State, name: QuotaName, settings: QuotaLimits): number =>
  state.get('quota', name)?.limit ??
  settings[name] ??
  state.get('eye', mediaLiveEye)?.quotas?.limits[name] ??
  defaultQuotas[name];

export interface Exceeded {
  name: QuotaName;
  limit: number;
  /** Taken by what belongs to no destination. */
  others: number;
  /** Destinations on air or on their way there. */
  wanted: number;
}

/**
 * The quotas that one more destination on air would exceed. Those that are on their way count, though they have nothing
 * at AWS yet; what stands idle does not, for it gives way.
 */
export function exceededBy(state: State, destination: Destination, limits: QuotaLimits): Exceeded[] {
  return placesOf[destination.deliveryMode].flatMap((name) => {
    const limit = limitOf(state, name, limits);
    const others = countOthers(state, name, destination.flowId);
    const wanted = claimsOf(state, name, destination.flowId).filter(
      (one) => one.id !== destination.id && (isWanted(one) || stays(one)),
    ).length;
    return others + wanted + 1 > limit ? [{ name, limit, others, wanted }] : [];
  });
}

/** Whoever keeps starting it at AWS keeps its place. */
const stays = ({ desired, work: { gaveUp }, condition }: Destination): boolean =>
  desired === 'STOPPED' && gaveUp && condition.idleSince === null;

/** What an act takes a place of. An input is of no use without a channel, so it is not made before there is room for both. */
const takes: Partial<Record<ActName, readonly QuotaName[]>> = {
  createInput: ['pushInputs', 'channels', 'outputsPerFlow'],
  createChannel: ['channels'],
  addOutput: ['outputsPerFlow'],
};

/** Whether an act takes a place of which AWS allows only so many. */
export const takesPlace = (step: ActName): boolean => takes[step] !== undefined;

/** How long who waits first lets a limit stand that was learnt from a refusal, before AWS is asked again. */
export const probeAfterMs = 30_000;

/**
 * The quota that an act would exceed now, null when it may go on. A place goes to who has waited longest. Where the limit
 * was learnt from a refusal, the first who waits asks again now and then, for it may have been raised.
 */
export function blockedBy(
  state: State,
  destination: Destination,
  step: ActName,
  limits: QuotaLimits,
  now: string,
): QuotaName | null {
  for (const name of takes[step] ?? []) {
    if (holds(state, destination, name)) continue;
    const places = placesTaken(state, name, destination.flowId);
    const free = limitOf(state, name, limits) - places.others - places.holders.length;
    const waiting = waitingFor(state, name, places, now);
    const ahead = waiting.findIndex(({ id }) => id === destination.id);
    const mayProbe = ahead === 0 && state.get('quota', name) !== undefined && probeAt(destination) <= now;
    if (ahead >= free && !mayProbe) return name;
  }
  return null;
}

/** When AWS may be asked again, though the limit is reached. */
export function probeAt({ work: { failure, nextRetryAt } }: Destination): string {
  if (failure?.kind !== 'QUOTA') return '9';
  return nextRetryAt ?? new Date(Date.parse(failure.at) + probeAfterMs).toISOString();
}

/**
 * Whether it stands idle on a place that another one waits for. Those that have been idle longest give way first, and no
 * more of them than places are missing.
 */
export function givesWay(state: State, destination: Destination, limits: QuotaLimits, now: string): boolean {
  if (destination.condition.idleSince === null || isWanted(destination)) return false;
  return placesOf[destination.deliveryMode].some((name) => {
    if (!holds(state, destination, name)) return false;
    const places = placesTaken(state, name, destination.flowId);
    const missing =
      waitingFor(state, name, places, now).length +
      places.others +
      places.holders.length -
      limitOf(state, name, limits);
    if (missing <= 0) return false;
    const idle = places.holders.filter(({ condition }) => condition.idleSince !== null).sort(longestIdle);
    return idle.slice(0, missing).some(({ id }) => id === destination.id);
  });
}

const longestIdle = (a: Destination, b: Destination): number =>
  `${a.condition.idleSince} ${a.id}` < `${b.condition.idleSince} ${b.id}` ? -1 : 1;

const nouns: Record<QuotaName, string> = {
  channels: 'channels of the account',
  pushInputs: 'push inputs of the account',
  outputsPerFlow: 'outputs of the flow',
};
const remedies: Record<QuotaName, string> = {
  channels: 'have AWS raise the quota (LUNORA_QUOTA_CHANNELS, where set, too)',
  pushInputs: 'have AWS raise the quota (LUNORA_QUOTA_PUSH_INPUTS, where set, too)',
  outputsPerFlow: 'use another flow (LUNORA_QUOTA_OUTPUTS_PER_FLOW sets another limit)',
};

/** Which quota it is and what takes it, for people. */
export const quotaMessage = ({ name, limit, others, wanted }: Exceeded): string =>
  `${name}: all ${limit} ${nouns[name]} are taken or spoken for, ${wanted} by other destinations on air or on their way, ${others} by what is no destination’s. Stop another one, or ${remedies[name]}.`;

/** Said of one that waits for a place. */
export const waitMessage = (name: QuotaName, limit: number): string =>
  `${name}: all ${limit} ${nouns[name]} are taken. It goes on with the next place that comes free, in the order of asking.`;
