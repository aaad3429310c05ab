import { defaultPresetId } from '../presets.ts';
import type { DeliveryMode, Platform } from '../records.ts';
import type { State } from '../state.ts';
import { refuse } from './refuse.ts';

/**
 * The preset a destination encodes with: the one named, else the platform's. Null where nothing is encoded.
 * @throws Refusal INVALID_PRESET.
 */
export function checkPresetId(
  state: State,
  {
    deliveryMode,
    platform,
    presetId,
  }: { deliveryMode: DeliveryMode; platform: Platform; presetId: string | null },
): string | null {
  if (deliveryMode === 'FLOW_OUTPUT') {
    if (presetId === null) return null;
    throw refuse('INVALID_PRESET', 'A flow output sends the feed as it is; it takes no preset.', 'presetId');
  }
  const id = presetId ?? defaultPresetId(platform);
  if (!state.get('preset', id)) throw refuse('INVALID_PRESET', 'There is no such preset.', 'presetId');
  return id;
}
