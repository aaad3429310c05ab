import { countUsed, type QuotaName } from '../../domain/places.ts';
import { limitOf } from '../../domain/quotas.ts';
import type { Context } from '../context.ts';
import { onlyVisible } from './visible.ts';

export interface QuotaUse {
  name: string;
  used: number;
  limit: number;
  remaining: number;
}

/** What AWS allows in this account and region and how much of it is used. `outputsPerFlow` tells of the fullest flow. */
export function quotas(ctx: Context): QuotaUse[] {
  const { state } = ctx;
  const flowIds = new Set(onlyVisible(ctx, 'output', state.all('output')).map(({ flowId }) => flowId));
  const fullest = Math.max(0, ...[...flowIds].map((id) => countUsed(state, 'outputsPerFlow', id)));
  return [
    use(ctx, 'channels', countUsed(state, 'channels', '')),
    use(ctx, 'pushInputs', countUsed(state, 'pushInputs', '')),
    use(ctx, 'outputsPerFlow', fullest),
  ];
}

function use({ state, settings }: Context, name: QuotaName, used: number): QuotaUse {
  // More than were thought possible: the account allows at least these.
  const limit = Math.max(used, Math.min(limitOf(state, name, settings.quotas), 2 ** 31 - 1));
  return { name, used, limit, remaining: limit - used };
}
