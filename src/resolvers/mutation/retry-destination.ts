import { retryDestination as decide } from '../../domain/commands/retry-destination.ts';
import type { Context } from '../context.ts';
import { callerOf } from './caller-of.ts';
import { carryOut } from './carry-out.ts';
import type { DestinationActionInput } from './inputs.ts';
import type { DestinationPayload } from './payloads.ts';
import { rawId } from './raw-id.ts';

/** Tries again at once what failed or was given up. */
export async function retryDestination(
  ctx: Context,
  input: DestinationActionInput,
): Promise<DestinationPayload> {
  const command = { id: rawId('Destination', input.id), quotas: ctx.settings.quotas };
  const { record, warnings, userErrors } = await carryOut(
    ctx,
    'retryDestination',
    'destination',
    input,
    decide(command, callerOf(ctx)),
  );
  return { destination: record, warnings, userErrors };
}
