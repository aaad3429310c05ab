import type { Destination } from '../records.ts';
import type { State } from '../state.ts';
import { type Caller, reaches } from './caller.ts';
import { refuse, refuseReach } from './refuse.ts';

/**
 * The destination a caller names.
 * @throws Refusal NOT_FOUND, also for what is none of the caller's business; VERSION_CONFLICT when it is no longer at
 * the version the caller has seen.
 */
export function findDestination(
  state: State,
  id: string,
  caller: Caller,
  expectedVersion: number | null = null,
): Destination {
  const destination = state.get('destination', id);
  const unknown = ['NOT_FOUND', 'There is no such destination.', 'id'] as const;
  if (!destination) throw refuse(...unknown);
  if (!reaches(caller, destination.flowId)) throw refuseReach(...unknown);
  if (expectedVersion !== null && destination.version !== expectedVersion) {
    throw refuse(
      'VERSION_CONFLICT',
      `Somebody else changed it: it is at version ${destination.version} now. Read it again, then decide.`,
      'expectedVersion',
    );
  }
  return destination;
}
