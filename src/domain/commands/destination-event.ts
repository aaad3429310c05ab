import type { EventKind, FieldChange, LogEvent } from '../log.ts';
import type { Destination } from '../records.ts';
import type { Caller } from './caller.ts';
import { callerEvent } from './caller-event.ts';

/** Tells that a caller did something to a destination. */
export const destinationEvent = (
  caller: Caller,
  kind: Extract<EventKind, 'DESTINATION_CREATED' | 'DESTINATION_UPDATED'>,
  { id, name, flowId }: Destination,
  message: string,
  changes: FieldChange[],
  now: string,
): LogEvent =>
  callerEvent(
    caller,
    {
      kind,
      subject: { subjectType: 'Destination', subjectId: id, subjectName: name, flowId },
      message,
      changes,
    },
    now,
  );
