import { startDestination as decide } from '../../domain/commands/start-destination.ts';
import type { Context } from '../context.ts';
import { callerOf } from './caller-of.ts';
import { carryOut } from './carry-out.ts';
import type { StartDestinationInput } from './inputs.ts';
import type { DestinationPayload } from './payloads.ts';
import { rawId } from './raw-id.ts';

/** The wish that it be on air. */
export async function startDestination(
  ctx: Context,
  input: StartDestinationInput,
): Promise<DestinationPayload> {
  const command = {
    id: rawId('Destination', input.id),
    startWithoutSource: input.startWithoutSource ?? false,
    quotas: ctx.settings.quotas,
  };
  const { record, warnings, userErrors } = await carryOut(
    ctx,
    'startDestination',
    'destination',
    input,
    decide(command, callerOf(ctx)),
  );
  return { destination: record, warnings, userErrors };
}
