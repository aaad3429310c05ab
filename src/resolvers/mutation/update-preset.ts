import { updatePreset as decide, type UpdatePresetCommand } from '../../domain/commands/update-preset.ts';
import type { Context } from '../context.ts';
import { callerOf } from './caller-of.ts';
import { carryOut } from './carry-out.ts';
import { checkPresetRights } from './check-preset-rights.ts';
import type { UpdatePresetInput } from './inputs.ts';
import type { PresetPayload } from './payloads.ts';
import { rawId } from './raw-id.ts';

/** Changes what is given. What runs with the preset takes it up at its next start. */
export async function updatePreset(ctx: Context, input: UpdatePresetInput): Promise<PresetPayload> {
  checkPresetRights(ctx, 'updatePreset');
  const { id, expectedVersion, idempotencyKey: _, ...wanted } = input;
  const given = Object.entries(wanted).filter(([, value]) => value !== null && value !== undefined);
  const command: UpdatePresetCommand = {
    id: rawId('Preset', id),
    expectedVersion: expectedVersion ?? null,
    changes: Object.fromEntries(given),
    redact: ctx.redact,
  };
  const decision = decide(command, callerOf(ctx));
  const { record, userErrors } = await carryOut(ctx, 'updatePreset', 'preset', input, decision);
  return { preset: record, userErrors };
}
