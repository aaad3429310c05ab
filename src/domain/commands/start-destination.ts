import { put } from '../change.ts';
import { type Decide, nothing } from '../decision.ts';
import type { QuotaLimits } from '../quotas.ts';
import type { Destination } from '../records.ts';
import type { Caller } from './caller.ts';
import { checkQuota } from './check-quota.ts';
import { destinationEvent } from './destination-event.ts';
import { findDestination } from './find-destination.ts';
import { refuse } from './refuse.ts';
import { wish } from './wish.ts';

interface StartDestinationCommand {
  id: string;
  /** Goes on air even while nothing comes in. */
  startWithoutSource: boolean;
  /** What the settings say of the account. */
  quotas?: QuotaLimits;
}

/**
 * The wish that it be on air. Starting what is started changes nothing, unless it was given up or lost, or may now go on
 * air without a source.
 * @throws Refusal NOT_FOUND; INVALID_TRANSITION while it is being deleted; QUOTA_EXCEEDED when it is known to be too much.
 */
export const startDestination =
  ({ id, startWithoutSource, quotas = {} }: StartDestinationCommand, caller: Caller): Decide<Destination> =>
  (state, now) => {
    const before = findDestination(state, id, caller);
    if (before.desired === 'DELETED') {
      throw refuse('INVALID_TRANSITION', 'It is being deleted, so it cannot be started.', 'id');
    }
    const { gaveUp, lost } = before.work;
    const running = before.desired === 'RUNNING' && !gaveUp && !lost;
    if (running && (before.startWithoutSource || !startWithoutSource)) return nothing(before);
    if (!running) checkQuota(state, before, quotas);
    // Whoever asked for a restart of what is on air asked for no less by this.
    const restartFor = running ? before.restartFor : null;
    const next = wish(before, { desired: 'RUNNING', startWithoutSource, restartFor }, now);
    const changes =
      before.desired === 'RUNNING' ? [] : [{ field: 'desiredState', from: before.desired, to: 'RUNNING' }];
    const message = `${next.name} is to be on air${startWithoutSource ? ', even without a source' : ''}.`;
    return {
      changes: [put(state, 'destination', next)],
      events: [destinationEvent(caller, 'DESTINATION_UPDATED', next, message, changes, now)],
      value: next,
    };
  };
