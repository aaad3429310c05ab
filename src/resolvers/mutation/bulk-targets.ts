import { refuse, refuseReach } from '../../domain/commands/refuse.ts';
import type { Destination } from '../../domain/records.ts';
import type { State } from '../../domain/state.ts';
import type { Context } from '../context.ts';
import { encodeId } from '../global-id.ts';
import type { BulkInput } from './inputs.ts';
import { rawId } from './raw-id.ts';

const maxIds = 500;

/**
 * Global ids of the destinations that a bulk call names, in the order it works on them.
 * @throws Refusal TOO_MANY, FLOW_NOT_FOUND.
 */
export function chooseTargets(ctx: Context, state: State, { ids, flowId }: BulkInput): string[] {
  if (ids) {
    if (ids.length > maxIds) throw refuse('TOO_MANY', `At most ${maxIds} ids at a time.`, 'ids');
    return ids;
  }
  const arn = typeof flowId === 'string' ? rawId('Flow', flowId) : null;
  const found = visibleOn(ctx, state, arn).sort((a, b) => (a.createdAt + a.id < b.createdAt + b.id ? -1 : 1));
  const unknown = ['FLOW_NOT_FOUND', 'There is no such flow.', 'flowId'] as const;
  if (arn !== null && found.length === 0 && !state.get('flow', arn)) throw refuse(...unknown);
  if (arn !== null && !ctx.sees(arn)) throw refuseReach(...unknown);
  return found.map(({ id }) => encodeId('Destination', id));
}

/** Destinations that a bulk call works on; ids count as often as they are given. */
export function countTargets(ctx: Context, { ids, flowId, all }: BulkInput): number {
  if (Array.isArray(ids)) return ids.length;
  if (typeof flowId === 'string') return visibleOn(ctx, ctx.state, rawId('Flow', flowId)).length;
  return all === true ? visibleOn(ctx, ctx.state, null).length : 0;
}

function visibleOn(ctx: Context, state: State, arn: string | null): Destination[] {
  const found = arn === null ? state.all('destination') : state.where('destination', 'flow', arn);
  return [...found].filter(({ desired, flowId }) => desired !== 'DELETED' && ctx.sees(flowId));
}
