import { put } from '../change.ts';
import { type Decide, nothing } from '../decision.ts';
import type { QuotaLimits } from '../quotas.ts';
import type { Destination } from '../records.ts';
import type { Caller } from './caller.ts';
import { checkQuota } from './check-quota.ts';
import { destinationEvent } from './destination-event.ts';
import { findDestination } from './find-destination.ts';
import { wish } from './wish.ts';

/**
 * Tries again at once what failed, was given up or was lost, and lets an ailing channel be restarted anew as often as the
 * policy says. Nothing to try again is no error.
 * @throws Refusal NOT_FOUND; QUOTA_EXCEEDED when others have its place by now.
 */
export const retryDestination =
  ({ id, quotas = {} }: { id: string; quotas?: QuotaLimits }, caller: Caller): Decide<Destination> =>
  (state, now) => {
    const before = findDestination(state, id, caller);
    const { failure, gaveUp, lost, attempt, restarts } = before.work;
    if (!failure && !gaveUp && !lost && attempt === 0 && !restarts) return nothing(before);
    if (before.desired === 'RUNNING' && (gaveUp || lost)) checkQuota(state, before, quotas);
    const next = wish(before, { force: before.force }, now);
    const message = `${next.name} is to be tried again.`;
    return {
      changes: [put(state, 'destination', next)],
      events: [destinationEvent(caller, 'DESTINATION_UPDATED', next, message, [], now)],
      value: next,
    };
  };
