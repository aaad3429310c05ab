import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
} from 'graphql';
import { createContext } from '../resolvers/context.ts';
import type { ApiContext } from './api-context.ts';
import { apiError } from './mask-error.ts';

type Results = AsyncIterableIterator<ExecutionResult, undefined>;
const end = { done: true, value: undefined } as const;

/**
 * Subscribes, and answers each event under a context of its own, so that no loader outlives its answer. A stream that
 * breaks says so in a last result instead of throwing; over HTTP it ends when its token stops counting.
 */
export async function deliver(args: ExecutionArgs): Promise<Results | ExecutionResult> {
  const context = args.contextValue as ApiContext;
  const source = await createSourceEventStream({ ...args });
  if (!(Symbol.asyncIterator in source)) return source;
  const events = source[Symbol.asyncIterator]();
  let lastWord: ExecutionResult | null = null;

  const leave = context.keepStream((reason) => {
    if (reason === 'DRAINING') context.cut();
    else lastWord = { errors: [apiError('UNAUTHENTICATED', 'The token does not count any more.')] };
    void events.return?.();
  });
  context.metrics.subscriptions.inc();
  let left = false;
  const finish = () => {
    if (left) return;
    left = true;
    leave();
    context.metrics.subscriptions.dec();
  };

  async function next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (left) return end;
    try {
      const { done, value } = await events.next();
      if (!done && !lastWord) return { done: false, value: await answer(value) };
    } catch (error) {
      lastWord = { errors: [toGraphQLError(error)] };
    }
    finish();
    return lastWord ? { done: false, value: lastWord } : end;
  }

  function answer(rootValue: unknown): ExecutionResult | Promise<ExecutionResult> {
    context.metrics.delivered.inc();
    const fresh = createContext(context.contextDeps, context.viewer, context.requestId);
    return execute({ ...args, rootValue, contextValue: { ...context, ...fresh } });
  }

  const results: Results = {
    [Symbol.asyncIterator]: () => results,
    next,
    async return() {
      finish();
      await events.return?.();
      return end;
    },
    async throw(error) {
      finish();
      await events.return?.();
      throw error;
    },
  };
  return results;
}

const toGraphQLError = (error: unknown): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError('The stream broke.', {
        originalError: error instanceof Error ? error : new Error(String(error)),
      });
