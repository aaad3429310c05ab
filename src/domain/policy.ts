import type { AwsFailureKind } from './aws.ts';
import type { ActName, Phase, RetryPolicy } from './records.ts';

/** How long each transition may take before it is said to be late. Budgets of AWS's own waiters: 10, 5 and 7 minutes. */
export const allowanceMs: Record<Phase, number> = {
  PROVISION: 2 * 60_000,
  START: 10 * 60_000,
  STOP: 5 * 60_000,
  REMOVE: 7 * 60_000,
};

/** What holds where a destination says nothing else. */
export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 6,
  initialBackoffMs: 1_000,
  maxBackoffMs: 30_000,
  maxRestarts: 3,
};

/** How a destination is retried: what was set for it, over the defaults. */
export const retryPolicyOf = ({
  retryPolicy,
}: {
  retryPolicy?: Partial<RetryPolicy> | null;
}): RetryPolicy => ({
  ...defaultRetryPolicy,
  ...retryPolicy,
});

/** Whether a failure counts toward giving up: outages, throttling and used-up quotas never do. */
export const counts = (kind: AwsFailureKind): boolean =>
  kind !== 'THROTTLED' && kind !== 'UNREACHABLE' && kind !== 'SERVER' && kind !== 'QUOTA';

/**
 * Wait before try `attempt` + 1: doubles from the first back-off up to the longest, jittered by ±20 % with `random` in
 * [0, 1). At quota it looks again every 30 s, because a place may become free.
 */
export function backoffMs(
  { initialBackoffMs, maxBackoffMs }: RetryPolicy,
  kind: AwsFailureKind,
  attempt: number,
  random: number,
): number {
  const doubled = Math.min(maxBackoffMs, initialBackoffMs * 2 ** Math.min(attempt - 1, 20));
  const base = kind === 'QUOTA' ? 30_000 : doubled;
  return Math.round(base * (0.8 + 0.4 * random));
}

/** A start that AWS took bills ten minutes, also when it comes to nothing: after so many, the next one waits them out. */
const quickStarts = 3;
const billedMs = 10 * 60_000;

/** The least wait after the `strikes`th setback. */
export const setbackPauseMs = (step: ActName, strikes: number): number =>
  step === 'startChannel' && strikes > quickStarts ? billedMs : 0;

/** How long after an announcement a look must have begun for its silence to mean that nothing was made. */
export const seekGraceMs = 15_000;

/** An orphan is removed only when it was seen to have no owner for this long. */
export const orphanGraceMs = 5 * 60_000;
