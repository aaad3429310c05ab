import type { ExecutionResult } from 'graphql';
import type { SharedMessage } from './shared-message.ts';

/** Where one subscriber's share goes. */
export interface Sink {
  /** False: more waits to be read than is good, and nothing was taken. */
  write(message: SharedMessage): boolean;
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
