import { put } from './change.ts';
import type { ChangeOf } from './log.ts';
import type { ActName, Quota } from './records.ts';
import type { State } from './state.ts';

const quotaOf: Partial<Record<ActName, string>> = { createInput: 'pushInputs', createChannel: 'channels' };

/** AWS refused to make one more: the limit is what there is now. */
export function lowerQuota(state: State, step: ActName): ChangeOf<'quota'>[] {
  const id = quotaOf[step];
  return id ? changeQuota(state, { id, limit: used(state, id) }, (known, now) => now < known) : [];
}

/** AWS made one more than the limit we believed in: it was raised. */
export function raiseQuota(state: State, step: ActName): ChangeOf<'quota'>[] {
  const id = quotaOf[step];
  if (!id || !state.get('quota', id)) return [];
  return changeQuota(state, { id, limit: used(state, id) }, (known, now) => now > known);
}

function changeQuota(
  state: State,
  next: Quota,
  differs: (known: number, now: number) => boolean,
): ChangeOf<'quota'>[] {
  const known = state.get('quota', next.id)?.limit ?? Number.POSITIVE_INFINITY;
  return differs(known, next.limit) ? [put(state, 'quota', next)] : [];
}

function used(state: State, id: string): number {
  if (id === 'channels')
    return [...state.all('channel')].filter((channel) => channel.state !== 'DELETED').length;
  return [...state.all('input')].filter((input) => input.state !== 'DELETED').length;
}
