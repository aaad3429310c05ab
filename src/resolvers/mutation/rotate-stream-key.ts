import { rotateStreamKey as decide } from '../../domain/commands/rotate-stream-key.ts';
import type { Context } from '../context.ts';
import { callerOf } from './caller-of.ts';
import { carryOut } from './carry-out.ts';
import type { RotateStreamKeyInput } from './inputs.ts';
import type { DestinationPayload } from './payloads.ts';
import { rawId } from './raw-id.ts';
import { sealStreamKey } from './seal-stream-key.ts';

/** Another stream key, from the next start or at once. */
export async function rotateStreamKey(
  ctx: Context,
  input: RotateStreamKeyInput,
): Promise<DestinationPayload> {
  const command = {
    id: rawId('Destination', input.id),
    expectedVersion: input.expectedVersion ?? null,
    streamKey: sealStreamKey(ctx, input.streamKey),
    apply: input.apply ?? 'NEXT_START',
    rebind: ctx.rebind,
  };
  const { record, warnings, userErrors } = await carryOut(
    ctx,
    'rotateStreamKey',
    'destination',
    input,
    decide(command, callerOf(ctx)),
  );
  return { destination: record, warnings, userErrors };
}
