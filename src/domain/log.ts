import type { Denial } from './denial.ts';
import type { Records, RecordType } from './records.ts';

/** One record's new image. `flowId` is the scope a limited token or a filter needs, also when the record is gone. */
export type Change = { [T in RecordType]: ChangeOf<T> }[RecordType];

export interface ChangeOf<T extends RecordType> {
  type: T;
  id: string;
  kind: 'CREATED' | 'UPDATED' | 'DELETED';
  /** Null when deleted. */
  record: Records[T] | null;
  /** The flow it belongs to; null where it belongs to none. */
  flowId: string | null;
  /** Only what nobody is shown differs, such as an announcement of the engine: not told to those who watch. */
  quiet?: boolean;
  /** The flow it belonged to before; there only where that was another. */
  movedFrom?: string | null;
}

export type EventKind =
  | 'DESTINATION_CREATED'
  | 'DESTINATION_UPDATED'
  | 'DESTINATION_STATUS_CHANGED'
  | 'DESTINATION_DELETED'
  | 'CHANNEL_CHANGED'
  | 'FLOW_CHANGED'
  | 'OUTPUT_CHANGED'
  | 'PRESET_CHANGED'
  | 'SYSTEM';

export type ActorType = 'TOKEN' | 'ENGINE' | 'AWS';

export interface Actor {
  name: string;
  type: ActorType;
  /** The token's record id; left out or null where there is none. */
  tokenId?: string | null;
  requestId: string | null;
}

export interface FieldChange {
  field: string;
  from: string | null;
  to: string | null;
}

/** What history tells people. Never holds a secret. */
export interface LogEvent {
  at: string;
  actor: string;
  actorType: ActorType;
  /** The record id of the token that did it; left out or null where there is none. */
  actorId?: string | null;
  requestId: string | null;
  kind: EventKind;
  subjectType: 'Destination' | 'Channel' | 'Flow' | 'FlowOutput' | 'Preset' | null;
  subjectId: string | null;
  subjectName: string | null;
  flowId: string | null;
  message: string;
  changes: FieldChange[];
  /** There only where it tells of a failed sign-in or a refused request; for admins alone. */
  denial?: Denial;
}

/** A log entry: what a group of decisions changed, at one position. Positions are consecutive from 1. */
export interface Entry {
  /** The storage format it was written in; left out in format 1. */
  format?: number;
  position: number;
  at: string;
  changes: Change[];
  events: LogEvent[];
}

/** An event with its place in the log. Its index counts on after the entry's changes. */
export interface PlacedEvent extends LogEvent {
  position: number;
  index: number;
}
