import type { Input, Output } from '../../domain/records.ts';
import type { Context } from '../context.ts';
import { onlyVisible } from './visible.ts';

export interface QuotaUse {
  name: string;
  used: number;
  limit: number;
  remaining: number;
}

/** What a flow takes: AWS's hard limit. */
const outputsPerFlow = 50;

/** What AWS allows in this account and region and how much of it is used. `outputsPerFlow` tells of the fullest flow. */
export function quotas(ctx: Context): QuotaUse[] {
  const { state, settings } = ctx;
  const channels = count(state.all('channel'), ({ state: word }) => word !== 'DELETED');
  const inputs = count(state.all('input'), isPushInput);
  const fullest = Math.max(0, ...outputCounts(onlyVisible(ctx, 'output', state.all('output'))));
  return [
    use(ctx, 'channels', channels, settings.quotas.channels),
    use(ctx, 'pushInputs', inputs, settings.quotas.pushInputs),
    use(ctx, 'outputsPerFlow', fullest, outputsPerFlow),
  ];
}

const isPushInput = ({ type, state }: Input): boolean =>
  state !== 'DELETED' && (type === 'MEDIACONNECT' || type.endsWith('_PUSH'));

function use({ state }: Context, name: string, used: number, fallback: number): QuotaUse {
  const limit = state.get('quota', name)?.limit ?? fallback;
  return { name, used, limit, remaining: Math.max(0, limit - used) };
}

function count<T>(records: Iterable<T>, counts: (record: T) => boolean): number {
  return [...records].filter(counts).length;
}

function outputCounts(outputs: readonly Output[]): number[] {
  const counts = new Map<string, number>();
  for (const { flowId } of outputs) counts.set(flowId, (counts.get(flowId) ?? 0) + 1);
  return [...counts.values()];
}
