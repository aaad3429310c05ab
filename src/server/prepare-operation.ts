import { type ExecutionArgs, type GraphQLError, getOperationAST } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Carried } from './api-context.ts';
import type { Session } from './authenticate.ts';
import type { Graphql } from './create-graphql.ts';
import { apiError } from './mask-error.ts';
import { currentRequestId, requestIdFrom } from './request-scope.ts';

type Runner = Pick<ReturnType<Graphql['getEnveloped']>, 'execute' | 'subscribe'>;

/** What a socket's operation needs to be carried out by the pipeline, or why it is not. Never throws. */
export async function prepareOperation(
  graphql: Graphql,
  session: Session,
  { query, variables, operationName }: SubscribePayload,
  carriedBy: Pick<Carried, 'address' | 'sink' | 'keepStream'>,
  mask: (error: unknown) => GraphQLError,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  try {
    const requestId = currentRequestId() ?? requestIdFrom(undefined);
    const carried: Carried = { session, requestId, cut() {}, ...carriedBy };
    const { schema, parse, validate, contextFactory, execute, subscribe } = graphql.getEnveloped(carried);
    const document = parse(query);
    const errors: readonly GraphQLError[] = validate(schema, document);
    if (errors.length > 0) return errors.map(mask);
    if (!getOperationAST(document, operationName)) {
      return [apiError('BAD_USER_INPUT', 'It is not said which operation of the document is meant.')];
    }
    return {
      schema,
      document,
      variableValues: variables,
      operationName,
      contextValue: await contextFactory(),
      rootValue: { execute, subscribe } satisfies Runner,
    };
  } catch (error) {
    return [mask(error)];
  }
}

/** How the pipeline carries out what was prepared. */
export function runnerOf({ rootValue }: ExecutionArgs): Runner {
  const { execute, subscribe } = rootValue as Runner;
  const bare = (args: ExecutionArgs): ExecutionArgs => ({ ...args, rootValue: undefined });
  return { execute: (args) => execute(bare(args)), subscribe: (args) => subscribe(bare(args)) };
}
