import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { LogStream } from '../pubsub/stream.ts';
import { createContext } from '../resolvers/context.ts';
import type { ApiContext } from './api-context.ts';
import type { Executor } from './create-executor.ts';
import { Asked } from './fan-out/asked.ts';
import { type Follower, follow } from './fan-out/follow.ts';
import type { Hub } from './fan-out/hub.ts';
import { apiError } from './mask-error.ts';

interface DeliverDeps {
  execute: Executor;
  hub: Hub;
}

type Results = AsyncIterableIterator<ExecutionResult, undefined>;
const end = { done: true, value: undefined } as const;

/**
 * Subscribes. What is the same for others is answered for all of them at once, by the hub; each answer has a context of
 * its own, so that no loader outlives it. A stream that breaks says so in a last result instead of throwing; over HTTP
 * it ends when its token stops counting.
 */
export async function deliver(
  args: ExecutionArgs,
  { execute, hub }: DeliverDeps,
): Promise<Results | ExecutionResult> {
  const context = args.contextValue as ApiContext;
  const { contextDeps, viewer, requestId, metrics, sink, cut } = context;
  const asked = new Asked(viewer);
  const contextValue: ApiContext = {
    ...context,
    viewer: asked.viewer,
    actor: asked.actor(context.actor),
  };
  const source = await createSourceEventStream({ ...args, contextValue });
  if (!(Symbol.asyncIterator in source)) return source;
  const events = source[Symbol.asyncIterator]();
  const follower = toFollower(events);
  let lastWord: ExecutionResult | null = null;

  metrics.subscriptions.inc();
  let left = false;
  let leave = () => {};
  const finish = () => {
    if (left) return;
    left = true;
    leave();
    metrics.subscriptions.dec();
  };
  try {
    leave = context.keepStream((reason) => {
      if (reason === 'EXPIRED' || reason === 'REVOKED') {
        lastWord = { errors: [apiError('UNAUTHENTICATED', 'The token does not count any more.')] };
      } else {
        cut();
        finish();
      }
      void stop();
    });
  } catch (error) {
    finish();
    await stop();
    return { errors: [toGraphQLError(error)] };
  }

  async function stop(): Promise<void> {
    follower.close();
    await events.return?.();
  }

  async function next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (left) return end;
    try {
      const value = await follower.next();
      if (value && !lastWord) return { done: false, value };
    } catch (error) {
      lastWord = { errors: [toGraphQLError(error)] };
    }
    finish();
    return lastWord ? { done: false, value: lastWord } : end;
  }

  function toFollower(stream: AsyncIterator<unknown>): Follower {
    const seat = isLogStream(stream) ? hub.seatFor(args, asked, stream) : null;
    if (isLogStream(stream) && seat && sink) return follow({ stream, seat, answer, sink });
    return {
      async next() {
        const { done, value } = await stream.next();
        return done ? null : answer(value);
      },
      close() {},
    };
  }

  function answer(rootValue: unknown): ExecutionResult | Promise<ExecutionResult> {
    metrics.delivered.inc();
    metrics.executions.inc({ for: 'one' });
    return execute({ ...args, rootValue, contextValue: createContext(contextDeps, viewer, requestId) });
  }

  const results: Results = {
    [Symbol.asyncIterator]: () => results,
    next,
    async return() {
      finish();
      await stop();
      return end;
    },
    async throw(error) {
      finish();
      await stop();
      throw error;
    },
  };
  return results;
}

const isLogStream = (stream: object): stream is LogStream<unknown> => 'nextKnown' in stream;

const toGraphQLError = (error: unknown): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError('The stream broke.', {
        originalError: error instanceof Error ? error : new Error(String(error)),
      });
