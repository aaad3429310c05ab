import type { ExecutionResult } from 'graphql';
import type { SharedMessage } from './shared-message.ts';

/** Where one subscriber's share goes. */
export interface Sink {
  /** False: more waits to be read than is good, and nothing was taken. */
  write(message: SharedMessage): boolean;
  /** Resolves when what this subscriber is told by itself may be made. */
  ready(): Promise<void>;
  /** It is told nothing by itself for now. */
  rest(): void;
  /** What was taken and is handed out by the stream itself; null where nothing waits. */
  shift(): ExecutionResult | null;
}

const queuedAtMost = 100;

/** For transports that come for what there is: messages wait, the same ones for all who share them. */
export function createQueueSink(onMessage: () => void): Sink {
  const queue: ExecutionResult[] = [];
  return {
    write({ result, text }) {
      if (queue.length >= queuedAtMost) return false;
      queue.push(Object.assign({}, result, { stringify: () => text }));
      onMessage();
      return true;
    },
    ready: async () => {},
    rest() {},
    shift: () => queue.shift() ?? null,
  };
}
