import type { Context } from '../context.ts';
import { countTargets } from './bulk-targets.ts';
import type { BulkInput } from './inputs.ts';

const bulkMutations = new Set(['startDestinations', 'stopDestinations']);

/** Changes that a mutation asks for: one, or one for each destination a bulk call names. */
export function mutationCost(ctx: Context, name: string, args: Record<string, unknown>): number {
  if (!bulkMutations.has(name)) return 1;
  return Math.max(1, countTargets(ctx, (args['input'] ?? {}) as BulkInput));
}
