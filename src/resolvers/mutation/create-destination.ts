import { createDestination as decide } from '../../domain/commands/create-destination.ts';
import type { Context } from '../context.ts';
import { callerOf } from './caller-of.ts';
import { carryOut } from './carry-out.ts';
import type { CreateDestinationInput } from './inputs.ts';
import type { DestinationPayload } from './payloads.ts';
import { rawId } from './raw-id.ts';
import { sealStreamKey } from './seal-stream-key.ts';

/** A new destination, stopped. Nothing is made at AWS until it is first started. */
export async function createDestination(
  ctx: Context,
  input: CreateDestinationInput,
): Promise<DestinationPayload> {
  const { streamKey, presetId, flowId } = input;
  const command = {
    id: ctx.newId(),
    name: input.name,
    platform: input.platform,
    deliveryMode: input.deliveryMode ?? 'DEDICATED_CHANNEL',
    url: input.url ?? null,
    protocol: input.protocol ?? null,
    backupUrl: input.backupUrl ?? null,
    streamKey: typeof streamKey === 'string' ? sealStreamKey(ctx, streamKey) : null,
    srt: input.srt ?? null,
    presetId: typeof presetId === 'string' ? rawId('Preset', presetId) : null,
    flowId: typeof flowId === 'string' ? rawId('Flow', flowId) : null,
    defaultFlowId: ctx.settings.defaultFlowId,
    tags: input.tags ?? [],
    retryPolicy: input.retryPolicy ?? null,
    limit: ctx.settings.holdings?.destinations,
    streamIds: ctx.streamIds,
    rebind: ctx.rebind,
    publicOnly: ctx.settings.publicTargetsOnly ?? false,
    redact: ctx.redact,
  };
  const { record, warnings, userErrors } = await carryOut(
    ctx,
    'createDestination',
    'destination',
    input,
    decide(command, callerOf(ctx)),
  );
  return { destination: record, warnings, userErrors };
}
