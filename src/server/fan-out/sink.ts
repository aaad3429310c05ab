import type { ExecutionResult } from 'graphql';
import type { SharedMessage } from './shared-message.ts';

/** Where one subscriber's share goes. */
export interface Sink {
  /** False: more waits to be read than is good, and nothing was taken. */
  write(message: SharedMessage): boolean;
  /** Resolves when it takes more. */
  ready(): Promise<void>;
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
    shift: () => queue.shift() ?? null,
  };
}
