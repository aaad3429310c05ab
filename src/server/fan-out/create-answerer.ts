import type { ExecutionArgs, ExecutionResult, GraphQLError } from 'graphql';
import { END, encodeCursor } from '../../domain/cursor.ts';
import type { ContextDeps } from '../../resolvers/context.ts';
import type { Executor } from '../create-executor.ts';
import type { Metrics } from '../metrics.ts';
import type { Asked } from './asked.ts';
import type { GroupArgs } from './group.ts';
import type { GroupKey } from './group-key.ts';
import { createSharedContexts } from './shared-context.ts';
import { type SharedMessage, shareMessage } from './shared-message.ts';

export interface AnswererDeps {
  execute: Executor;
  contextDeps: ContextDeps;
  metrics: Metrics;
  mask(error: unknown): GraphQLError;
}

export interface AnswererArgs {
  key: GroupKey;
  args: ExecutionArgs;
  position: number;
  requestId: string;
  /** Whom its executions are counted for. */
  countedFor: 'group' | 'snapshot';
}

/** Executes a message as nobody in particular of those who answer as the one who is asked. */
export function createAnswerer(
  { execute, contextDeps, metrics, mask }: AnswererDeps,
  { key: { cursorVariable }, args, position, requestId, countedFor }: AnswererArgs,
  onPersonal: () => void,
): GroupArgs['answer'] {
  const { schema, document, operationName, variableValues } = args;
  const { incarnation } = contextDeps.store;
  // Of those who founded the group, too, not even the place they came from is left.
  const cursor = encodeCursor({ incarnation, position, index: END, snapshot: false });
  const variables =
    cursorVariable === null ? variableValues : { ...variableValues, [cursorVariable]: cursor };

  const contextFor = createSharedContexts(contextDeps, requestId);
  const executions = metrics.executions.labels(countedFor);

  function render({ data, errors }: ExecutionResult, asked: Asked): SharedMessage | null {
    if (asked.personal) {
      onPersonal();
      return null;
    }
    if (!errors) return shareMessage({ data: data ?? null });
    const told = errors.map((error) => mask(error));
    return shareMessage({ ...(data !== undefined && { data }), errors: told });
  }

  return (rootValue, asked) => {
    executions.inc();
    const result = execute({
      schema,
      document,
      rootValue,
      contextValue: contextFor(asked),
      operationName: operationName ?? null,
      variableValues: variables ?? null,
    });
    return result instanceof Promise ? result.then((done) => render(done, asked)) : render(result, asked);
  };
}
