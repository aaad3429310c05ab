import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendNodeResponse } from '@whatwg-node/server';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { Logger } from '../logger.ts';
import type { ContextDeps } from '../resolvers/context.ts';
import { createJsonAnswerer } from './answer-json.ts';
import type { Carried } from './api-context.ts';
import { createExplainer } from './audit/explain-failure.ts';
import { createDenialRecorder } from './audit/record-denials.ts';
import { createAuthenticator, type SettingsTokens } from './authenticate.ts';
import { carryStream } from './carry-stream.ts';
import { refuseSource } from './check-source.ts';
import { clientAddress } from './client-address.ts';
import { createConnections } from './connections.ts';
import { createExecutor } from './create-executor.ts';
import { createGraphql, variesBy } from './create-graphql.ts';
import { createHub } from './fan-out/hub.ts';
import { stuckMs } from './fan-out/slow-guard.ts';
import type { Frames } from './fan-out/socket-sink.ts';
import { serveGraphiql, wantsPage } from './graphiql.ts';
import { createKeptAnswers } from './kept-answers.ts';
import { createErrorMask } from './mask-error.ts';
import type { Metrics } from './metrics.ts';
import { createOperationHoldings } from './operation-holdings.ts';
import { createOperationLimits, type OperationRates } from './operation-limits.ts';
import { createOriginPolicy } from './origin-policy.ts';
import { pathOf } from './path-of.ts';
import { createCostJudge } from './query-cost/judge-cost.ts';
import { inRequest, requestIdFrom } from './request-scope.ts';
import { sendJson } from './send-json.ts';
import { serveSockets } from './serve-sockets.ts';
import { createSignIn } from './sign-in.ts';
import { watchUnusedConnections } from './unused-connections.ts';

export interface ServerSettings extends OperationRates {
  host: string;
  /** 0: a free one. */
  port: number;
  tokens: SettingsTokens;
  allowedOrigins: readonly string[];
  /** Host names that requests may name, besides loopback's; null where any may. */
  allowedHosts: readonly string[] | null;
  /** From one address, and with one token. */
  failedSignInsPerMinute: number;
  /** Records of refusals and failed sign-ins an hour. */
  auditRecordsPerHour: number;
  /** Proxies in front whose X-Forwarded-For is believed; 0: the connection's own address counts. */
  trustedProxies: number;
  socketsPerToken: number;
  /** What the open subscriptions of one token may keep in memory. */
  operationBytesPerToken: number;
  /** What one operation may cost before it is executed. */
  maxQueryCost: number;
  /** Values that one answer may have. */
  maxAnswerValues: number;
  /** Serve the page for trying things out. */
  graphiql: boolean;
  /** Keep rendered answers for as long as nothing they were made of changes. On unless it is false. */
  keepAnswers?: boolean;
  /** How long an answer may wait for a reader that takes none of it; a minute unless it is set. */
  unreadWithinMs?: number;
  /** How long a connection without a request stays open for the next one, in milliseconds. */
  keepAliveMs?: number;
  /** How shared messages are put on sockets; `built` unless it is set. */
  frames?: Frames;
}

export interface ServerDeps {
  schema: GraphQLSchema;
  contextDeps: ContextDeps;
  metrics: Metrics;
  /** Returns why this process is not ready, a sentence each. Empty: ready. */
  unreadyReasons(): readonly string[];
  settings: ServerSettings;
  log: Logger;
}

export interface RunningServer {
  url: string;
  port: number;
  /** Takes nothing more, sends everyone away to come again, and waits for answers under way. */
  close(): Promise<void>;
}

const paths = new Set(['/', '/graphql', '/healthz', '/readyz', '/metrics']);
const closingMs = 3_000;
/** Longer than load balancers keep theirs, which is 60 s, so that they never send into a connection that was just closed. */
const defaultKeepAliveMs = 75_000;
const nobody = { session: null, refusal: null };
const drainingReason = 'The process is shutting down.';

/**
 * The edge: HTTP, event streams and sockets on one port.
 * @throws Error naming the setting when the port is taken.
 */
export async function startServer(deps: ServerDeps): Promise<RunningServer> {
  const { schema, metrics, settings, log } = deps;
  const { clock, store } = deps.contextDeps;
  const denials = createDenialRecorder({ store, clock, log, recordsPerHour: settings.auditRecordsPerHour });
  const contextDeps: ContextDeps = { ...deps.contextDeps, noteDenied: denials.note };
  const { host, socketsPerToken, trustedProxies } = settings;
  const origins = createOriginPolicy(settings.allowedOrigins, log);
  const mask = createErrorMask(log);
  const signIn = createSignIn({
    ...{ authenticate: createAuthenticator(contextDeps, settings.tokens), clock },
    failedPerMinute: settings.failedSignInsPerMinute,
    ...{ explain: createExplainer(contextDeps), noteDenied: denials.note },
  });
  const connections = createConnections(contextDeps);
  const limits = createOperationLimits(clock, settings);
  const holdings = createOperationHoldings(settings.operationBytesPerToken);
  const execute = createExecutor(schema, settings.maxAnswerValues);
  const judgeCost = createCostJudge({ schema, maxCost: settings.maxQueryCost, store: contextDeps.store });
  const hub = createHub({ execute, contextDeps, metrics, mask, log });
  const graphql = createGraphql({
    ...{ schema, execute, contextDeps, metrics, hub, holdings, limits, judgeCost, mask, origins },
  });
  const kept = settings.keepAnswers === false ? null : createKeptAnswers(contextDeps.store);
  const answerJson = createJsonAnswerer({ graphql, kept, contextDeps, metrics, limits });
  const refusedSources = new Set<string>();
  let draining = false;

  /** Once for each host and origin, a hundred at most: callers choose them. */
  function logRefusal({ host, origin }: IncomingHttpHeaders, message: string): void {
    const source = `${host} ${origin}`;
    if (refusedSources.has(source) || refusedSources.size >= 100) return;
    refusedSources.add(source);
    log.warn({ host, origin, message }, 'request refused');
  }

  const server = createServer((request, response) => {
    const requestId = requestIdFrom(request.headers['x-request-id'], contextDeps.redact);
    response.setHeader('x-request-id', requestId);
    const path = pathOf(request.url);
    response.once('finish', () => {
      const counted = path !== null && paths.has(path) ? path : 'other';
      metrics.requests.inc({ path: counted, status: response.statusCode });
    });
    response.setHeader('x-content-type-options', 'nosniff');
    const refusal = refuseSource(request.headers, settings);
    if (refusal) {
      logRefusal(request.headers, refusal.message);
      return sendJson(response, refusal.status, { message: refusal.message });
    }
    inRequest(requestId, () => answer(path, requestId, request, response)).catch((error: unknown) => {
      log.error({ err: error, requestId }, 'a request broke');
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { errors: [mask(error)] });
    });
  });

  // Event streams and sockets, which may be silent for longer, turn it off for themselves.
  server.timeout = settings.unreadWithinMs ?? stuckMs;
  server.keepAliveTimeout = settings.keepAliveMs ?? defaultKeepAliveMs;

  async function answer(
    path: string | null,
    requestId: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    switch (path) {
      case '/graphql':
        return answerGraphql(requestId, request, response);
      case '/':
        response.writeHead(302, { location: '/graphql' }).end();
        return;
      case '/healthz':
        return sendJson(response, 200, { status: 'ok' });
      case '/readyz': {
        const reasons = draining ? [drainingReason] : deps.unreadyReasons();
        if (reasons.length === 0) return sendJson(response, 200, { status: 'ready' });
        return sendJson(response, 503, { status: 'not ready', reasons });
      }
      case '/metrics':
        response
          .setHeader('content-type', metrics.registry.contentType)
          .end(await metrics.registry.metrics());
        return;
      default:
        return sendJson(response, 404, { message: 'Nothing is here. The API is at /graphql.' });
    }
  }

  async function answerGraphql(
    requestId: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (settings.graphiql && wantsPage(request)) return serveGraphiql(request, response);
    response.setHeader('vary', variesBy);
    const address = clientAddress(request, trustedProxies);
    const { authorization } = request.headers;
    // A browser asks without a token whether it may show one.
    const isPreflight = request.method === 'OPTIONS' && authorization === undefined;
    const { session, refusal } = isPreflight ? nobody : signIn({ authorization, address, requestId });
    if (refusal) return sendRefusal(response, refusal);
    const stream = carryStream({ connections, metrics, clock, socketsPerToken }, session, request, response);
    const carried: Carried = { session, requestId, address, ...stream };
    if (session && (await answerJson(request, response, session, carried))) return;
    // Not its request listener, which answers a failure with the stack.
    const answered = await graphql.handleNodeRequestAndResponse(request, response, carried);
    await sendNodeResponse(answered, response, request, true);
  }

  const sockets = serveSockets({
    ...{ server, graphql, signIn, trustedProxies, connections, metrics, clock, mask, log },
    redact: contextDeps.redact,
    refuseSource: (headers) => refuseSource(headers, settings),
    ...{ origins, socketsPerToken, frames: settings.frames ?? 'built' },
  });
  const unused = watchUnusedConnections(server);
  const port = await listen(server, host, settings.port);

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    async close() {
      if (draining) return;
      draining = true;
      const closed = once(server, 'close');
      server.close();
      await connections.drain();
      sockets.close();
      const cancel = clock.after(closingMs, () => server.closeAllConnections());
      server.closeIdleConnections();
      unused.close();
      await closed;
      cancel();
      await denials.close();
      hub.close();
      kept?.close();
      connections.close();
    },
  };
}

function sendRefusal(response: ServerResponse, { message, extensions }: GraphQLError): void {
  const { http, ...told } = extensions as { http?: { status?: number; headers?: Record<string, string> } };
  for (const [name, value] of Object.entries(http?.headers ?? {})) response.setHeader(name, value);
  sendJson(response, http?.status ?? 500, { errors: [{ message, extensions: told }] });
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'EADDRINUSE') {
      throw new Error(`LUNORA_PORT: port ${port} is taken. Stop what uses it, or set another.`);
    }
    throw new Error(`LUNORA_HOST: cannot listen on ${host} (${error.code}).`);
  }
  return (server.address() as AddressInfo).port;
}
