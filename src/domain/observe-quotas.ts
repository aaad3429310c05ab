import { put } from './change.ts';
import { type Decision, nothing } from './decision.ts';
import { mediaLiveEye } from './observe-eye.ts';
import type { QuotaLimits } from './quotas.ts';
import type { State } from './state.ts';

/** A read of AWS's quotas: what they are, as of `at`, or why they could not be read. */
export type QuotaReading = { limits: QuotaLimits; at: string } | { error: string };

/**
 * Keeps a read of AWS's quotas on the record of what was seen of MediaLive, which every version reads. What was read
 * before stays in force after a failed read, and only the first failure in a row is recorded.
 */
export function observeQuotas(state: State, reading: QuotaReading): Decision<void> {
  const eye = state.get('eye', mediaLiveEye);
  if (!eye) return nothing(undefined);
  const { limits = {}, readAt = null, error = null } = eye.quotas ?? {};
  if ('error' in reading && error !== null) return nothing(undefined);
  const quotas =
    'error' in reading
      ? { limits, readAt, error: reading.error }
      : { limits: reading.limits, readAt: reading.at, error: null };
  return { changes: [put(state, 'eye', { ...eye, quotas })], events: [], value: undefined };
}
