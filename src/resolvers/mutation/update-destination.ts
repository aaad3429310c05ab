import { updateDestination as decide } from '../../domain/commands/update-destination.ts';
import type { Context } from '../context.ts';
import { callerOf } from './caller-of.ts';
import { carryOut } from './carry-out.ts';
import type { UpdateDestinationInput } from './inputs.ts';
import type { DestinationPayload } from './payloads.ts';
import { rawId } from './raw-id.ts';

/** Changes what is given; what is left out stays. */
export async function updateDestination(
  ctx: Context,
  input: UpdateDestinationInput,
): Promise<DestinationPayload> {
  const { presetId } = input;
  const command = {
    id: rawId('Destination', input.id),
    expectedVersion: input.expectedVersion ?? null,
    name: input.name ?? undefined,
    platform: input.platform ?? undefined,
    protocol: input.protocol ?? undefined,
    url: input.url,
    backupUrl: input.backupUrl,
    srt: input.srt,
    presetId: typeof presetId === 'string' ? rawId('Preset', presetId) : presetId,
    tags: input.tags ?? undefined,
    retryPolicy: input.retryPolicy,
    apply: input.apply ?? 'NEXT_START',
    streamIds: ctx.streamIds,
    rebind: ctx.rebind,
    publicOnly: ctx.settings.publicTargetsOnly ?? false,
    redact: ctx.redact,
  };
  const { record, warnings, userErrors } = await carryOut(
    ctx,
    'updateDestination',
    'destination',
    input,
    decide(command, callerOf(ctx)),
  );
  return { destination: record, warnings, userErrors };
}
