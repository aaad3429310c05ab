import type { IncomingMessage } from 'node:http';
import { type ExecutionResult, getOperationAST, OperationTypeNode } from 'graphql';
import { processRegularResult } from 'graphql-yoga';
import type { Carried } from './api-context.ts';
import type { Graphql } from './create-graphql.ts';

/** What is sent over HTTP. */
export interface Rendered {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What an `accept` is answered with. Others, and all finer points, are for Yoga to judge. */
const typeFor = new Map<string | undefined, string>([
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['application/json', 'application/json'],
  ['application/graphql-response+json', 'application/graphql-response+json'],
]);

/**
 * Answers the plainest of requests, a query as JSON, without the objects of the Fetch standard in between: by the same pipeline,
 * and to the byte as all of Yoga would. Null, and nothing done, for whatever is not that plain: then Yoga has to.
 */
export async function answerQuery(
  graphql: Graphql,
  request: IncomingMessage,
  body: string,
  carried: Carried,
): Promise<Rendered | null> {
  const type = typeFor.get(request.headers.accept);
  const params = type && isPlain(request) ? readParams(body) : null;
  if (!type || !params) return null;
  const { schema, parse, validate, contextFactory, execute } = graphql.getEnveloped(carried);
  const { query, variables: variableValues, operationName } = params;
  const document = attempt(() => parse(query));
  if (!document || getOperationAST(document, operationName)?.operation !== OperationTypeNode.QUERY)
    return null;
  if (validate(schema, document).length > 0) return null;

  const contextValue = await contextFactory();
  const args = { schema, document, contextValue, variableValues, operationName };
  const result: ExecutionResult = await execute(args);
  if (result.errors) {
    const answer = processRegularResult(result, graphql.fetchAPI, type);
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: await answer.text(),
    };
  }
  const text = JSON.stringify(result);
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'content-length': String(Buffer.byteLength(text)),
  };
  return { status: 200, headers, body: text };
}

/** Who comes from a web page is Yoga's to judge. */
const isPlain = ({ method, url, headers }: IncomingMessage): boolean =>
  method === 'POST' &&
  url === '/graphql' &&
  headers.origin === undefined &&
  /^application\/json(; ?charset=utf-8)?$/i.test(headers['content-type'] ?? '');

interface Params {
  query: string;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
}

const judges: Record<string, (value: unknown) => boolean> = {
  query: (value) => typeof value === 'string',
  variables: (value) => value === null || (typeof value === 'object' && !Array.isArray(value)),
  operationName: (value) => value === null || typeof value === 'string',
};

function readParams(body: string): Params | null {
  const params: unknown = attempt(() => JSON.parse(body));
  if (typeof params !== 'object' || params === null || !Object.hasOwn(params, 'query')) return null;
  for (const [name, value] of Object.entries(params)) {
    if (!Object.hasOwn(judges, name) || !judges[name]?.(value)) return null;
  }
  return params as Params;
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
