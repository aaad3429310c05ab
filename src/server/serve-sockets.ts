import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ExecutionArgs, GraphQLError } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { allowsOrigin } from './allow-origin.ts';
import type { Authenticate, Session } from './authenticate.ts';
import type { Connections, EndReason } from './connections.ts';
import { type Graphql, maxMessageBytes } from './create-graphql.ts';
import { apiError } from './mask-error.ts';
import type { Metrics } from './metrics.ts';
import { inRequest, requestIdFrom } from './request-scope.ts';

export interface SocketsDeps {
  server: Server;
  graphql: Graphql;
  authenticate: Authenticate;
  connections: Connections;
  metrics: Metrics;
  clock: Clock;
  mask(error: unknown): GraphQLError;
  allowedOrigins: readonly string[];
  socketsPerToken: number;
  log: Logger;
}

/** Codes that clients take for "come again": 4403 with a token that counts, 1012 at once, 1013 later. */
const closeCodes = { EXPIRED: 4403, REVOKED: 4403, DRAINING: 1012, TOO_MANY: 1013 } as const;
const pingEveryMs = 12_000;
export const operationsPerSocket = 50;

interface Extra {
  socket: WebSocket;
  request: IncomingMessage;
  session: Session | null;
}

type Runner = Pick<ReturnType<Graphql['getEnveloped']>, 'execute' | 'subscribe'>;

export interface Sockets {
  /** Ends those that are not let in yet, too, and takes no more. */
  close(): void;
}

/** GraphQL over WebSocket (graphql-transport-ws), every operation through the same pipeline as over HTTP. */
export function serveSockets(deps: SocketsDeps): Sockets {
  const { server, connections, metrics, clock, log } = deps;
  const protocol = makeProtocol(deps);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, handleProtocols });
  let closed = false;

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', (error) => log.debug({ err: error }, 'a socket broke'));
    const refusal = refuseUpgrade(request);
    if (refusal) stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    else sockets.handleUpgrade(request, stream, head, (socket) => open(socket, request));
  });

  function refuseUpgrade({ url = '/', headers }: IncomingMessage): string | null {
    if (closed) return '503 Service Unavailable';
    if (new URL(url, 'http://localhost').pathname !== '/graphql') return '404 Not Found';
    return allowsOrigin(headers.origin, headers.host, deps.allowedOrigins) ? null : '403 Forbidden';
  }

  function open(socket: WebSocket, request: IncomingMessage): void {
    metrics.sockets.inc();
    socket.on('error', (error) => log.debug({ err: error }, 'a socket was closed for what it sent'));
    const stopPinging = keepAlive(socket, clock);
    const done = protocol.opened(
      {
        protocol: socket.protocol,
        // Waits until it is written out: a reader that is slow is served from the log when it returns.
        send: (text) =>
          new Promise((resolve) => {
            if (socket.readyState === socket.OPEN) socket.send(text, () => resolve());
            else resolve();
          }),
        close: (code, reason) => socket.close(code, reason),
        onMessage(handle) {
          socket.on('message', (data: RawData) => {
            const work = () => handle(String(data));
            inRequest(requestIdFrom(undefined), work).catch((error: unknown) => {
              log.error({ err: error }, 'a message broke its socket');
              socket.close(CloseCode.InternalServerError, 'Internal error');
            });
          });
        },
      },
      { socket, request, session: null } satisfies Extra,
    );
    socket.once('close', (code, reason) => {
      metrics.sockets.dec();
      stopPinging();
      done(code, String(reason)).catch((error: unknown) => log.error({ err: error }, 'a socket ended badly'));
    });
  }

  return {
    close() {
      closed = true;
      for (const socket of sockets.clients) socket.close(closeCodes.DRAINING, 'Going away');
      setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, 1_000).unref();
      sockets.close();
    },
  };

  function makeProtocol({ authenticate, socketsPerToken, graphql, mask }: SocketsDeps) {
    return makeServer<{ authorization?: unknown }, Extra>({
      onConnect({ connectionParams, extra }) {
        const { socket, request } = extra;
        const session = authenticate(connectionParams?.authorization ?? request.headers.authorization);
        if (!session) {
          socket.close(CloseCode.Forbidden, 'UNAUTHENTICATED');
          return false;
        }
        if (connections.countOf(session) >= socketsPerToken) {
          socket.close(closeCodes.TOO_MANY, 'Too many sockets for this token');
          return false;
        }
        extra.session = session;
        const leave = connections.keep(session, (reason: EndReason) =>
          socket.close(closeCodes[reason], reason),
        );
        socket.once('close', leave);
        return true;
      },
      // Never throws: an exception here would close the socket for good.
      async onSubscribe({ subscriptions, extra: { session } }, _id, payload) {
        try {
          if (Object.keys(subscriptions).length > operationsPerSocket) {
            return [apiError('RATE_LIMITED', `A socket carries ${operationsPerSocket} operations at once.`)];
          }
          if (!session) return [apiError('UNAUTHENTICATED', 'A token is needed.')];
          return await prepare(graphql, session, payload, mask);
        } catch (error) {
          return [mask(error)];
        }
      },
      execute: (args) => (args.rootValue as Runner).execute(withoutRunner(args)),
      subscribe: (args) => (args.rootValue as Runner).subscribe(withoutRunner(args)),
    });
  }
}

async function prepare(
  graphql: Graphql,
  session: Session,
  payload: SubscribePayload,
  mask: (error: unknown) => GraphQLError,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { query, variables, operationName } = payload;
  const requestId = requestIdFrom(undefined);
  const carried = { session, requestId, keepStream: () => () => {}, cut() {} };
  const { schema, parse, validate, contextFactory, execute, subscribe } = graphql.getEnveloped(carried);
  const document = parse(query);
  const errors: readonly GraphQLError[] = validate(schema, document);
  if (errors.length > 0) return errors.map(mask);
  return {
    schema,
    document,
    variableValues: variables,
    operationName,
    contextValue: await contextFactory(),
    rootValue: { execute, subscribe } satisfies Runner,
  };
}

const withoutRunner = (args: ExecutionArgs): ExecutionArgs => ({ ...args, rootValue: undefined });

/** Notices a peer that is gone without a word after two intervals. */
function keepAlive(socket: WebSocket, clock: Clock): () => void {
  let answered = true;
  let cancel = () => {};
  socket.on('pong', () => {
    answered = true;
  });
  const ping = () => {
    if (!answered) return socket.terminate();
    answered = false;
    if (socket.readyState === socket.OPEN) socket.ping();
    cancel = clock.after(pingEveryMs, ping);
  };
  cancel = clock.after(pingEveryMs, ping);
  return () => cancel();
}
