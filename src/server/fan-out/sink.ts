import type { ExecutionResult } from 'graphql';
import type { Place } from '../../pubsub/stream.ts';
import type { Member } from './group.ts';

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
