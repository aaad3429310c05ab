import { Refusal } from '../errors.ts';
import { exceededBy, type QuotaLimits, quotaMessage } from '../quotas.ts';
import type { Destination } from '../records.ts';
import type { State } from '../state.ts';

/**
 * Whether AWS has room for one more on air, as far as is known; says so for each quota by name.
 * @throws Refusal QUOTA_EXCEEDED.
 */
export function checkQuota(state: State, destination: Destination, limits: QuotaLimits): void {
  const exceeded = exceededBy(state, destination, limits);
  if (exceeded.length === 0) return;
  throw new Refusal(
    ...exceeded.map((one) => ({
      code: 'QUOTA_EXCEEDED' as const,
      message: quotaMessage(one),
      path: ['input', 'id'],
    })),
  );
}
