import type { EventKind, FieldChange, LogEvent } from '../log.ts';
import type { Destination } from '../records.ts';
import type { Caller } from './caller.ts';

/** Tells that a caller did something to a destination. */
export function destinationEvent(
  { actor }: Caller,
  kind: Extract<EventKind, 'DESTINATION_CREATED' | 'DESTINATION_UPDATED'>,
  destination: Destination,
  message: string,
  changes: FieldChange[],
  now: string,
): LogEvent {
  return {
    at: now,
    actor: actor.name,
    actorType: actor.type,
    requestId: actor.requestId,
    kind,
    subjectType: 'Destination',
    subjectId: destination.id,
    subjectName: destination.name,
    flowId: destination.flowId,
    message,
    changes,
  };
}
