import { put, remove } from './change.ts';
import type { ChangeOf } from './log.ts';
import { countUsed, placesTaken, type QuotaName } from './places.ts';
import type { ActName, Destination } from './records.ts';
import type { State } from './state.ts';

const quotaOf: Partial<Record<ActName, QuotaName>> = {
  createInput: 'pushInputs',
  createChannel: 'channels',
  addOutput: 'outputsPerFlow',
};

/** How long a limit that AWS taught us counts after its last refusal; from then on the settings do again. */
export const forgetQuotaAfterMs = 10 * 60_000;

/** AWS refused to make one more: the limit is what there is now. */
export function lowerQuota(
  state: State,
  { flowId }: Destination,
  step: ActName,
  now: string,
): ChangeOf<'quota'>[] {
  const id = quotaOf[step];
  return id ? [put(state, 'quota', { id, limit: countUsed(state, id, flowId), at: now })] : [];
}

/** AWS made one more than the limit we had learnt: it was raised, and nobody knows how far. */
export function raiseQuota(state: State, { flowId }: Destination, step: ActName): ChangeOf<'quota'>[] {
  const id = quotaOf[step];
  const learnt = id && state.get('quota', id);
  if (!learnt) return [];
  const { others, holders } = placesTaken(state, id, flowId);
  return others + holders.length > learnt.limit ? [remove(state, 'quota', learnt)] : [];
}

/** Limits that nobody has run into for a while. */
export function forgetQuotas(state: State, now: string): ChangeOf<'quota'>[] {
  const before = new Date(Date.parse(now) - forgetQuotaAfterMs).toISOString();
  return [...state.all('quota')]
    .filter(({ at }) => (at ?? '') <= before)
    .map((quota) => remove(state, 'quota', quota));
}
