import { stopDestination } from '../../domain/commands/stop-destination.ts';
import type { Context } from '../context.ts';
import { bulk } from './bulk.ts';
import { callerOf } from './caller-of.ts';
import type { BulkInput } from './inputs.ts';
import type { BulkPayload } from './payloads.ts';

/** Stops many destinations, each on its own. */
export const stopDestinations = (ctx: Context, input: BulkInput): Promise<BulkPayload> =>
  bulk(ctx, 'stopDestinations', input, (id) => stopDestination({ id, force: false }, callerOf(ctx)));
