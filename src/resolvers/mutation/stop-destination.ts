import { stopDestination as decide } from '../../domain/commands/stop-destination.ts';
import type { Context } from '../context.ts';
import { callerOf } from './caller-of.ts';
import { carryOut } from './carry-out.ts';
import type { StopDestinationInput } from './inputs.ts';
import type { DestinationPayload } from './payloads.ts';
import { rawId } from './raw-id.ts';

/** The wish that it be off air. */
export async function stopDestination(
  ctx: Context,
  input: StopDestinationInput,
): Promise<DestinationPayload> {
  const command = { id: rawId('Destination', input.id), force: input.force ?? false };
  const { record, warnings, userErrors } = await carryOut(
    ctx,
    'stopDestination',
    'destination',
    input,
    decide(command, callerOf(ctx)),
  );
  return { destination: record, warnings, userErrors };
}
