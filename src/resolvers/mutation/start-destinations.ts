import { startDestination } from '../../domain/commands/start-destination.ts';
import type { Context } from '../context.ts';
import { bulk } from './bulk.ts';
import { callerOf } from './caller-of.ts';
import type { BulkInput } from './inputs.ts';
import type { BulkPayload } from './payloads.ts';

/** Starts many destinations, each on its own. */
export const startDestinations = (ctx: Context, input: BulkInput): Promise<BulkPayload> =>
  bulk(ctx, 'startDestinations', input, (id) =>
    startDestination({ id, startWithoutSource: false, quotas: ctx.settings.quotas }, callerOf(ctx)),
  );
