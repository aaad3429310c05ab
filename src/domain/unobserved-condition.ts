import { unseenLight } from './health.ts';
import type { Condition } from './records.ts';

/** What is shown of a condition while nobody observes AWS: what was last known, and no light that is not off. */
export function unobservedCondition({ health, ...known }: Condition, since: string): Condition {
  return {
    ...known,
    stale: true,
    health: {
      source: 'UNKNOWN',
      encoder: unseenLight(health.encoder),
      delivery: unseenLight(health.delivery),
    },
    reason: {
      code: 'AWS_UNREACHABLE',
      message: 'AWS is not observed at present; this is what was last known. `system` says why.',
      suggestedAction: 'CHECK_NETWORK',
      since,
      ...{ deadline: null, attempt: null, maxAttempts: null, nextRetryAt: null },
    },
  };
}
