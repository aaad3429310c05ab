import type { DeliveryMode, SrtSettings } from '../records.ts';
import { checkSrt, type SrtChecks, type SrtWish } from './check-srt.ts';
import { refuse } from './refuse.ts';

/**
 * SRT settings over those it had; left out they stay, null takes them away.
 * @throws Refusal PROTOCOL_NOT_SUPPORTED where nothing speaks SRT; INVALID_URL for a setting that is wrong.
 */
export function checkSrtUse(
  deliveryMode: DeliveryMode,
  wish: SrtWish | null | undefined,
  checks: SrtChecks,
  before: SrtSettings | null = null,
): SrtSettings | null {
  if (wish === undefined) return before;
  if (wish === null) return null;
  if (deliveryMode === 'FLOW_OUTPUT') return checkSrt(wish, checks, before);
  throw refuse(
    'PROTOCOL_NOT_SUPPORTED',
    'A dedicated channel pushes RTMP; SRT settings mean nothing there.',
    'srt',
  );
}
