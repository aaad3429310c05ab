import { createPreset as decide } from '../../domain/commands/create-preset.ts';
import type { Context } from '../context.ts';
import { callerOf } from './caller-of.ts';
import { carryOut } from './carry-out.ts';
import { checkPresetRights } from './check-preset-rights.ts';
import type { CreatePresetInput } from './inputs.ts';
import type { PresetPayload } from './payloads.ts';

/** A preset of one's own. */
export async function createPreset(ctx: Context, input: CreatePresetInput): Promise<PresetPayload> {
  checkPresetRights(ctx, 'createPreset');
  const { name, width, height, framesPerSecond, videoBitrate } = input;
  const preset = {
    id: ctx.newId(),
    name,
    width,
    height,
    framesPerSecond,
    videoBitrate,
    audioBitrate: input.audioBitrate ?? 128_000,
  };
  const limit = ctx.settings.holdings?.presets;
  const decision = decide({ preset, redact: ctx.redact, limit }, callerOf(ctx));
  const { record, userErrors } = await carryOut(ctx, 'createPreset', 'preset', input, decision);
  return { preset: record, userErrors };
}
