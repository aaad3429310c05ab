import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
} from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import { type ContextDeps, createContext } from '../resolvers/context.ts';
import type { ApiContext, Carried } from './api-context.ts';
import type { Executor } from './create-executor.ts';
import { type DeliverDeps, deliver } from './deliver.ts';
import type { Hub } from './fan-out/hub.ts';
import { limitDocument } from './limit-document.ts';
import { apiError } from './mask-error.ts';
import type { Metrics } from './metrics.ts';
import type { OperationHoldings } from './operation-holdings.ts';
import type { OperationLimits } from './operation-limits.ts';
import type { OriginPolicy } from './origin-policy.ts';
import type { CostJudge } from './query-cost/judge-cost.ts';
import { useCostLimit } from './query-cost/use-cost-limit.ts';
import { trackContext } from './track-context.ts';
import { useEventStreams } from './use-event-streams.ts';
import { usePersistedQueryRefusal } from './use-persisted-query-refusal.ts';
import { withoutValues } from './without-values.ts';

export interface GraphqlDeps {
  schema: GraphQLSchema;
  execute: Executor;
  contextDeps: ContextDeps;
  metrics: Metrics;
  hub: Hub;
  holdings: OperationHoldings;
  limits: OperationLimits;
  judgeCost: CostJudge;
  mask(error: unknown): GraphQLError;
  origins: OriginPolicy;
}

/** What an answer depends on besides its URL, for caches on the way. */
export const variesBy = 'accept, authorization, origin';

/** Largest body of a request and frame of a socket. */
export const maxMessageBytes = 64 * 1024;
const documentLimits = { maxDepth: 12, maxFields: 1_000 };
/** Words, names, numbers and marks of a document: five a field. */
const maxTokens = 5_000;

export type Graphql = ReturnType<typeof createGraphql>;

/** GraphQL over HTTP, and the pipeline that the socket runs its operations through as well. */
export function createGraphql({
  schema,
  execute,
  contextDeps,
  metrics,
  hub,
  holdings,
  limits,
  judgeCost,
  mask,
  origins,
}: GraphqlDeps) {
  return createYoga<Carried>({
    schema,
    graphqlEndpoint: '/graphql',
    context(carried): ApiContext {
      const { session, requestId } = carried;
      if (!session) throw unauthenticated();
      const plain = createContext(contextDeps, session.viewer, requestId);
      const { context, reads } = carried.made ? trackContext(plain) : { context: plain, reads: null };
      return { ...carried, ...context, session, contextDeps, metrics, reads };
    },
    maskedErrors: { maskError: mask },
    parserAndValidationCache: { documentCache: keptByText(), errorCache: keptByText() },
    maxRequestBodySize: maxMessageBytes,
    logging: false,
    batching: false,
    multipart: false,
    graphiql: false,
    landingPage: false,
    healthCheckEndpoint: '/graphql/health-is-elsewhere',
    cors: (request) => {
      const origin = request.headers.get('origin');
      const host = request.headers.get('host') ?? undefined;
      if (!origin || !origins.allows(origin, host)) return false;
      return {
        origin: [origin],
        methods: ['GET', 'POST', 'OPTIONS'],
        // Left out, every header that is asked for is allowed: tools add their own.
        exposedHeaders: ['x-request-id', '*'],
        credentials: false,
        maxAge: 86_400,
      };
    },
    plugins: [
      useVary(),
      useAuthentication(),
      useParsing(),
      useLimits(limits),
      useCostLimit(judgeCost),
      useDelivery(execute, { execute, hub, holdings }),
      useCounting(metrics),
      useEventStreams(),
      usePersistedQueryRefusal(),
    ],
  });
}

/** What was made of documents. Bounded by the length of their texts: parsed, one takes up to 250 times the memory of it. */
const keptByText = <T extends object>() =>
  new LRUCache<string, T>({
    maxSize: 256 * 1024,
    sizeCalculation: (_made, text) => Math.max(1, text.length),
  });

const unauthenticated = () =>
  apiError('UNAUTHENTICATED', 'A token that counts is needed: Authorization: Bearer …');

/** Yoga's own Vary names the origin alone, and only where there is one. */
function useVary(): Plugin<ApiContext, Carried> {
  return { onResponse: ({ response }) => response.headers.set('vary', variesBy) };
}

/** Answers 401 before the body is read. */
function useAuthentication(): Plugin<ApiContext, Carried> {
  return {
    onRequest({ request, serverContext, fetchAPI, endResponse }) {
      if (serverContext.session) return;
      const accepted = request.headers.get('accept') ?? '';
      const type = /graphql-response\+json/.test(accepted)
        ? 'application/graphql-response+json'
        : 'application/json';
      const headers = { 'content-type': `${type}; charset=utf-8`, 'www-authenticate': 'Bearer' };
      const { message, extensions } = unauthenticated();
      const errors = [{ message, extensions: { code: extensions['code'] } }];
      endResponse(new fetchAPI.Response(JSON.stringify({ errors }), { status: 401, headers }));
    },
  };
}

/** Text that should be JSON and is not, wherever in the request, is the caller's mistake and is not repeated. */
function useParsing(): Plugin<ApiContext, Carried> {
  return {
    onRequestParse({ requestParser, setRequestParser }) {
      if (!requestParser) return;
      setRequestParser(async (request) => {
        try {
          return await requestParser(request);
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
          throw apiError('BAD_USER_INPUT', 'What the request says is not valid JSON.', {
            http: { status: 400 },
          });
        }
      });
    },
  };
}

const malformed = (error: GraphQLError): GraphQLError =>
  new GraphQLError(withoutValues(error), {
    nodes: error.nodes ?? null,
    extensions: { ...error.extensions, code: 'BAD_USER_INPUT' },
  });

/** Refuses documents that ask for too much before anything else looks at them, and operations that come too fast. */
function useLimits(limits: OperationLimits): Plugin<ApiContext> {
  const judged = new WeakMap<DocumentNode, GraphQLError[]>();
  return {
    onParse({ parseFn, setParseFn }) {
      setParseFn((source, options) => {
        try {
          return parseFn(source, { ...options, maxTokens });
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          throw apiError('BAD_USER_INPUT', 'The document is nested too deeply.', { http: { status: 400 } });
        }
      });
    },
    onValidate({ params: { documentAST }, setResult }) {
      const refusals = judged.get(documentAST) ?? limitDocument(documentAST, documentLimits);
      judged.set(documentAST, refusals);
      if (refusals.length > 0) setResult(refusals);
      return ({ valid, result, setResult }) => {
        if (!valid) setResult((result as GraphQLError[]).map(malformed));
      };
    },
    onExecute({ args, setResultAndStopExecution }) {
      const refusal = limits.refuse(args);
      if (refusal) setResultAndStopExecution({ errors: [refusal] });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const refusal = limits.refuse(args);
      if (refusal) setResultAndStopExecution({ errors: [refusal] });
    },
  };
}

/** Answers are graphql-js's or as graphql-js's, which keep the order of the selection; subscriptions are `deliver`'s. */
function useDelivery(execute: Executor, deps: DeliverDeps): Plugin<ApiContext> {
  return {
    onExecute({ setExecuteFn }) {
      setExecuteFn(execute);
    },
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn((args: ExecutionArgs) => deliver(args, deps));
    },
  };
}

function useCounting({ operations }: Metrics): Plugin<ApiContext> {
  return {
    onExecute({ args }) {
      const type = getOperationAST(args.document, args.operationName)?.operation ?? 'unknown';
      return {
        onExecuteDone({ result }) {
          const failed = 'errors' in result && result.errors !== undefined && result.errors.length > 0;
          operations.inc({ type, outcome: failed ? 'errors' : 'ok' });
          const { made, reads } = args.contextValue as ApiContext;
          if (made && !failed && type === 'query') made.reads = reads;
        },
      };
    },
    onSubscribe() {
      operations.inc({ type: 'subscription', outcome: 'ok' });
    },
  };
}
