import { deleteDestination as decide } from '../../domain/commands/delete-destination.ts';
import type { Context } from '../context.ts';
import { callerOf } from './caller-of.ts';
import { carryOut } from './carry-out.ts';
import type { DeleteDestinationInput } from './inputs.ts';
import type { DestinationPayload } from './payloads.ts';
import { rawId } from './raw-id.ts';

/** The wish that it be gone; it is stopped first if it runs. */
export async function deleteDestination(
  ctx: Context,
  input: DeleteDestinationInput,
): Promise<DestinationPayload> {
  const command = { id: rawId('Destination', input.id), expectedVersion: input.expectedVersion ?? null };
  const { record, warnings, userErrors } = await carryOut(
    ctx,
    'deleteDestination',
    'destination',
    input,
    decide(command, callerOf(ctx)),
  );
  return { destination: record, warnings, userErrors };
}
