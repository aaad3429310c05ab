import { put } from '../change.ts';
import { type Decide, nothing } from '../decision.ts';
import type { Destination } from '../records.ts';
import type { Caller } from './caller.ts';
import { destinationEvent } from './destination-event.ts';
import { findDestination } from './find-destination.ts';
import { wish } from './wish.ts';

interface DeleteDestinationCommand {
  id: string;
  expectedVersion: number | null;
}

/**
 * The wish that it be gone. The record goes once nothing of it is left at AWS. Asking again is no error.
 * @throws Refusal NOT_FOUND or VERSION_CONFLICT.
 */
export const deleteDestination =
  ({ id, expectedVersion }: DeleteDestinationCommand, caller: Caller): Decide<Destination> =>
  (state, now) => {
    const known = findDestination(state, id, caller);
    if (known.desired === 'DELETED') return nothing(known);
    const before = findDestination(state, id, caller, expectedVersion);
    const next = wish(before, { desired: 'DELETED', startWithoutSource: false, restartFor: null }, now);
    const changes = [{ field: 'desiredState', from: before.desired, to: 'DELETED' }];
    const message = `${next.name} is to be deleted.`;
    return {
      changes: [put(state, 'destination', next)],
      events: [destinationEvent(caller, 'DESTINATION_UPDATED', next, message, changes, now)],
      value: next,
    };
  };
