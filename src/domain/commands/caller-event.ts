import type { EventKind, FieldChange, LogEvent } from '../log.ts';
import { shortened } from '../shortened.ts';
import type { Caller } from './caller.ts';

interface Told {
  kind: EventKind;
  /** Null for what is no node, such as a token. */
  subject: Pick<LogEvent, 'subjectType' | 'subjectId' | 'subjectName' | 'flowId'> | null;
  message: string;
  changes?: FieldChange[];
}

const none = { subjectType: null, subjectId: null, subjectName: null, flowId: null } as const;

/** Tells what a caller did, and who it was. */
export function callerEvent(
  { actor }: Caller,
  { kind, subject, message, changes = [] }: Told,
  now: string,
): LogEvent {
  return {
    at: now,
    actor: actor.name,
    actorType: actor.type,
    ...(actor.tokenId && { actorId: actor.tokenId }),
    requestId: actor.requestId,
    kind,
    ...(subject ?? none),
    message,
    changes: shortened(changes),
  };
}
