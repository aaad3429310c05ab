import type { ExecutionResult } from 'graphql';
import { isTooLong, tooLong } from '../longest-answer.ts';
import type { SharedMessage } from './shared-message.ts';
import type { Sink, SinkOwner } from './sink.ts';
import type { SlowGuard } from './slow-guard.ts';

/** Characters of shared messages that may wait for one event stream, beside the one that is being written. */
const queuedAtMost = 128 * 1024;

/** For event streams, which come for what there is: messages wait, the same ones for all who share them. */
export function createEventStreamSink(guard: SlowGuard, owner: SinkOwner): Sink {
  const queue: SharedMessage[] = [];
  let queued = 0;
  return {
    took: null,
    take(message, at) {
      if (queued + message.text.length > queuedAtMost) return false;
      queue.push(message);
      queued += message.text.length;
      this.took = at;
      owner.wake();
      return true;
    },
    release: (place) => owner.release(place),
    async room() {
      // What was handed out last is written by then.
      await new Promise((resolve) => setImmediate(resolve));
      if (guard.full()) await guard.ready();
    },
    ready: () => null,
    rest() {},
    shift() {
      const message = queue.shift();
      if (!message) return null;
      const { result, text } = message;
      queued -= text.length;
      return asText(result, () => text);
    },
    tell: ({ result, text }) => asText(result, () => text),
    flushed: () => null,
    limit: (result) =>
      asText(result, (told) => {
        const text = JSON.stringify(told);
        return isTooLong(text) ? JSON.stringify(tooLong) : text;
      }),
  };
}

/** The pipeline asks a result how it is written, once it was masked. */
const asText = (result: ExecutionResult, stringify: (told: ExecutionResult) => string): ExecutionResult =>
  Object.assign({}, result, { stringify });
