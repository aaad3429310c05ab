import { deletePreset as decide } from '../../domain/commands/delete-preset.ts';
import type { Context } from '../context.ts';
import { callerOf } from './caller-of.ts';
import { carryOut } from './carry-out.ts';
import { checkPresetRights } from './check-preset-rights.ts';
import type { DeletePresetInput } from './inputs.ts';
import type { PresetPayload } from './payloads.ts';
import { rawId } from './raw-id.ts';

/** Removes a preset that nobody uses, and answers with what it was. */
export async function deletePreset(ctx: Context, input: DeletePresetInput): Promise<PresetPayload> {
  checkPresetRights(ctx, 'deletePreset');
  const decision = decide({ id: rawId('Preset', input.id) }, callerOf(ctx));
  const { record, userErrors } = await carryOut(ctx, 'deletePreset', 'preset', input, decision);
  return { preset: record, userErrors };
}
