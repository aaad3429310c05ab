import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';
import { DomainError, RateLimitedError } from '../domain/errors.ts';
import type { Logger } from '../logger.ts';
import { currentRequestId } from './request-scope.ts';
import { withoutValues } from './without-values.ts';

/** HTTP's word for an error that leaves no data. */
const statusOf: Record<string, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
};
const codes = new Set([
  ...Object.keys(statusOf),
  'BAD_USER_INPUT',
  'COST_EXCEEDED',
  'OUTDATED_CURSOR',
  'INTERNAL',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** An error of ours, ready to be sent. */
export function apiError(
  code: string,
  message: string,
  extensions: GraphQLErrorExtensions = {},
): GraphQLError {
  const status = statusOf[code];
  return new GraphQLError(message, {
    extensions: { code, ...(status && { http: { status } }), ...extensions },
  });
}

/** A refusal of what asks for too much: as of a document that is wrong, HTTP's word for it is only for who asks for that. */
export const costError = (message: string, figures: Record<string, number>): GraphQLError =>
  apiError('COST_EXCEEDED', message, { ...figures, http: { status: 400, spec: true } });

/** What was thrown: the GraphQL error around it, if any, and the error that began it. */
interface Thrown {
  outer: GraphQLError | null;
  cause: unknown;
}

/**
 * The one place where thrown things become what callers read, over every transport. Domain errors keep code and message,
 * malformed requests are BAD_USER_INPUT, anything else says INTERNAL and no more: what it was is logged with the request's id.
 */
export function createErrorMask(log: Logger): (error: unknown) => GraphQLError {
  return (error) => {
    const thrown = { outer: error instanceof GraphQLError ? error : null, cause: rootCause(error) };
    return (
      maskDomainError(thrown) ?? keepApiError(thrown) ?? maskMalformed(thrown) ?? maskUnexpected(thrown, log)
    );
  };
}

/** Where an answer was begun (it has a path), HTTP itself went well. */
function maskDomainError({ outer, cause }: Thrown): GraphQLError | null {
  if (!(cause instanceof DomainError) || cause.code === 'REFUSED') return null;
  const { message, extensions } = apiError(cause.code, cause.message);
  const wait = cause instanceof RateLimitedError && { retryAfter: Math.ceil(cause.retryAfterMs / 1_000) };
  return new GraphQLError(message, {
    ...locationOf(outer),
    extensions: { ...(outer?.path ? { code: cause.code } : extensions), ...wait },
  });
}

function keepApiError({ outer, cause }: Thrown): GraphQLError | null {
  if (!(cause instanceof GraphQLError) || !codes.has(String(cause.extensions['code']))) return null;
  if (outer === cause) return outer;
  return new GraphQLError(cause.message, { ...locationOf(outer), extensions: cause.extensions });
}

function maskMalformed({ outer, cause }: Thrown): GraphQLError | null {
  if (!outer || !isMalformedRequest(outer, cause)) return null;
  const extensions = { code: 'BAD_USER_INPUT', ...httpOf(outer) };
  return new GraphQLError(withoutValues(outer), { ...locationOf(outer), extensions });
}

function maskUnexpected({ outer, cause }: Thrown, log: Logger): GraphQLError {
  const requestId = currentRequestId();
  log.error({ err: cause, requestId, path: outer?.path?.join('.') }, 'an unexpected error was masked');
  return new GraphQLError('Something went wrong here. It is logged under the request id.', {
    ...locationOf(outer),
    extensions: { code: 'INTERNAL', requestId, ...(outer?.path ? {} : { http: { status: 500 } }) },
  });
}

const locationOf = (outer: GraphQLError | null) => ({
  nodes: outer?.nodes ?? null,
  source: outer?.source ?? null,
  positions: outer?.positions ?? null,
  path: outer?.path ?? null,
});

function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

/** A request that is no GraphQL is 400 for everybody; a document that is wrong only for who asks for that (`spec`). */
function httpOf({ path, nodes, source, extensions }: GraphQLError): GraphQLErrorExtensions {
  if (path) return {};
  const { status, headers } = { status: 400, ...(extensions['http'] as object | undefined) } as HttpDetails;
  const spec = nodes !== undefined || source !== undefined;
  return { http: { status, spec, ...(headers && { headers }) } };
}

interface HttpDetails {
  status: number;
  headers?: Record<string, string>;
}

/**
 * GraphQL itself refused: before anything ran (such errors have no path), or a field's arguments (those point at the
 * document). An error of ours while an answer was written down has a path and points nowhere.
 */
function isMalformedRequest(outer: GraphQLError, cause: unknown): boolean {
  if (!outer.path) return cause instanceof GraphQLError || outer.nodes !== undefined;
  return cause instanceof GraphQLError && cause !== outer && cause.nodes !== undefined;
}
