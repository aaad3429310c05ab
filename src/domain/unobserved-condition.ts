import { unseenLight } from './health.ts';
import type { Condition } from './records.ts';

interface UnobservedArgs {
  since: string;
  /** The flow is not observed. */
  source: boolean;
  /** What encodes and sends is not observed: MediaLive or, for an output, the flow. */
  sender: boolean;
}

/** What is shown of a condition while its part of AWS is not observed: what was last known, and no light on from it. */
export function unobservedCondition(
  { health, ...known }: Condition,
  { since, source, sender }: UnobservedArgs,
): Condition {
  return {
    ...known,
    stale: true,
    health: {
      source: source ? 'UNKNOWN' : health.source,
      encoder: sender ? unseenLight(health.encoder) : health.encoder,
      delivery: sender ? unseenLight(health.delivery) : health.delivery,
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
