import { put } from '../change.ts';
import { type Decide, nothing } from '../decision.ts';
import type { Destination } from '../records.ts';
import type { Caller } from './caller.ts';
import { destinationEvent } from './destination-event.ts';
import { findDestination } from './find-destination.ts';
import { wish } from './wish.ts';

interface StopDestinationCommand {
  id: string;
  /** Gives up on an orderly transition. */
  force: boolean;
}

/**
 * The wish that it be off air. Stopping what is stopped changes nothing; what is being deleted goes on being deleted.
 * @throws Refusal NOT_FOUND.
 */
export const stopDestination =
  ({ id, force }: StopDestinationCommand, caller: Caller): Decide<Destination> =>
  (state, now) => {
    const before = findDestination(state, id, caller);
    const moving = before.condition.transition !== null;
    const forces = force && !before.force && (before.desired === 'RUNNING' || moving);
    // Someone keeps starting it: asked again, it is stopped again.
    const conceded = before.desired === 'STOPPED' && before.work.gaveUp;
    if (before.desired !== 'RUNNING' && !forces && !conceded) return nothing(before);
    const desired = before.desired === 'DELETED' ? 'DELETED' : 'STOPPED';
    const next = wish(before, { desired, force, startWithoutSource: false, restartFor: null }, now);
    const changes =
      before.desired === desired ? [] : [{ field: 'desiredState', from: before.desired, to: desired }];
    const message = `${next.name} is to be off air${force ? ', by force' : ''}.`;
    return {
      changes: [put(state, 'destination', next)],
      events: [destinationEvent(caller, 'DESTINATION_UPDATED', next, message, changes, now)],
      value: next,
    };
  };
