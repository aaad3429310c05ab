import { retryPolicyOf } from '../policy.ts';
import type { RetryPolicy } from '../records.ts';
import { checkAll, refuse } from './refuse.ts';

/** Left out: as it was. Null: for ever where it is `maxAttempts`, else the default. */
export type RetryPolicyWish = { [Field in keyof RetryPolicy]?: number | null | undefined };

/**
 * A try costs a call, and a start that AWS takes bills ten minutes: so tries are bounded or far apart, never both many
 * and fast.
 */
const bounds: Record<keyof RetryPolicy, { from: number; to: number }> = {
  maxAttempts: { from: 1, to: 100 },
  initialBackoffMs: { from: 500, to: 60_000 },
  maxBackoffMs: { from: 5_000, to: 600_000 },
  maxRestarts: { from: 0, to: 10 },
};

/**
 * A retry policy over the one it had; left out it stays, null goes back to the defaults.
 * @throws Refusal INVALID_RETRY_POLICY with the path of every number that is out of bounds.
 */
export function checkRetryPolicy(
  wish: RetryPolicyWish | null | undefined,
  before: Partial<RetryPolicy> | null = null,
): Partial<RetryPolicy> | null {
  if (wish === undefined) return before;
  if (wish === null) return null;
  const policy: Partial<RetryPolicy> = { ...before };
  if (wish.maxAttempts !== undefined) policy.maxAttempts = wish.maxAttempts;
  for (const field of ['initialBackoffMs', 'maxBackoffMs', 'maxRestarts'] as const) {
    const value = wish[field];
    if (value === null) delete policy[field];
    else if (value !== undefined) policy[field] = value;
  }
  checkAll(
    ...(Object.keys(bounds) as (keyof RetryPolicy)[]).map((field) => () => checkBounds(field, policy[field])),
  );
  checkOrder(policy);
  return Object.keys(policy).length === 0 ? null : policy;
}

function checkBounds(field: keyof RetryPolicy, value: number | null | undefined): void {
  const { from, to } = bounds[field];
  if (value == null || (Number.isInteger(value) && value >= from && value <= to)) return;
  throw refuse(
    'INVALID_RETRY_POLICY',
    `${field} is a whole number from ${from} to ${to}.`,
    'retryPolicy',
    field,
  );
}

function checkOrder(retryPolicy: Partial<RetryPolicy>): void {
  const { initialBackoffMs, maxBackoffMs } = retryPolicyOf({ retryPolicy });
  if (initialBackoffMs <= maxBackoffMs) return;
  throw refuse(
    'INVALID_RETRY_POLICY',
    'The longest back-off is shorter than the first one.',
    'retryPolicy',
    'maxBackoffMs',
  );
}
