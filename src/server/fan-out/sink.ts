import type { ExecutionResult } from 'graphql';
import type { Place } from '../../pubsub/stream.ts';
import type { Member } from './group.ts';
import type { SharedMessage } from './shared-message.ts';

/**
 * Where one subscriber's share goes. It is the sink that a group has for a member: what each of thousands of deliveries
 * reads lies in few places of the memory then.
 */
export interface Sink extends Member {
  /** The place of what it took last; null before. */
  took: Place | null;
  /** Null: the subscriber comes for what there is when it has room. Else resolves when it has. */
  room(): Promise<void> | null;
  /** Resolves when what this subscriber is told by itself may be made. */
  ready(): Promise<void> | null;
  /** It is told nothing by itself for now. */
  rest(): void;
  /** What was taken and is handed out by the stream itself; null where nothing waits. */
  shift(): ExecutionResult | null;
  /** Tells it by itself what others are told too: null where that is on its way, else what the stream is to hand out. */
  tell(message: SharedMessage): ExecutionResult | null;
  /** Resolves when the connection had a chance to take what `tell` put on its way; null where little waits. */
  flushed(): Promise<void> | null;
  /** What it is told by itself, no longer than its transport carries. */
  limit(result: ExecutionResult): ExecutionResult;
}

/** Whose sink it is. */
export interface SinkOwner {
  /** Something was taken that is to be handed out. */
  wake(): void;
  /** As `Member.release`. */
  release(place: Place | null): void;
}
