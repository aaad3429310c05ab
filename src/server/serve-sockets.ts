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
import type { Sink } from './fan-out/sink.ts';
import { createSlowGuard, type SlowGuard } from './fan-out/slow-guard.ts';
import { createSocketSink, type Frames } from './fan-out/socket-sink.ts';
import { apiError } from './mask-error.ts';
import type { Metrics } from './metrics.ts';
import { createRateLimit } from './rate-limit.ts';
import { inRequest, requestIdFrom } from './request-scope.ts';
import { createTurnstile, type Turnstile } from './turnstile.ts';

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
  frames: Frames;
  log: Logger;
}

/**
 * Codes that clients take for "come again": 4403 with a token that counts, 1012 at once, 1013 later. 1008 they take for
 * "do not".
 */
const closeCodes = {
  EXPIRED: 4403,
  REVOKED: 4403,
  DRAINING: 1012,
  TOO_MANY: 1013,
  SLOW: 1013,
  FLOODING: 1008,
} as const;
const pingEveryMs = 12_000;
export const operationsPerSocket = 50;
const longestOperationId = 256;
/** Answers of one socket that are made at once: each is held until it was read. */
const answersAtOnce = 4;
/** For long; four seconds' worth at once. */
export const messagesPerSecond = 100;
/** A reader that is closed for being slow has so long to read that. */
const lastWordMs = 5_000;

interface Extra {
  socket: WebSocket;
  /** The connection under the socket. */
  stream: Duplex;
  guard: SlowGuard;
  answers: Turnstile;
  request: IncomingMessage;
  session: Session | null;
}

interface Runner extends Pick<ReturnType<Graphql['getEnveloped']>, 'execute' | 'subscribe'> {
  /** Resolves when this operation may be answered. */
  turn(): Promise<void>;
}

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
    else sockets.handleUpgrade(request, stream, head, (socket) => open(socket, stream, request));
  });

  function refuseUpgrade({ url = '/', headers }: IncomingMessage): string | null {
    if (closed) return '503 Service Unavailable';
    if (new URL(url, 'http://localhost').pathname !== '/graphql') return '404 Not Found';
    return allowsOrigin(headers.origin, headers.host, deps.allowedOrigins) ? null : '403 Forbidden';
  }

  function open(socket: WebSocket, stream: Duplex, request: IncomingMessage): void {
    metrics.sockets.inc();
    socket.on('error', (error) => log.debug({ err: error }, 'a socket was closed for what it sent'));
    const guard = guardAgainstSlowness(socket, stream);
    const stopPinging = keepAlive(socket, clock, guard);
    const messages = createRateLimit(clock, messagesPerSecond);
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
            if (socket.readyState !== socket.OPEN) return;
            if (!messages.take('', 1)) return socket.close(closeCodes.FLOODING, 'Too many messages');
            const work = () => handle(String(data));
            inRequest(requestIdFrom(undefined), work).catch((error: unknown) => {
              log.error({ err: error }, 'a message broke its socket');
              socket.close(CloseCode.InternalServerError, 'Internal error');
            });
          });
        },
      },
      {
        socket,
        stream,
        guard,
        answers: createTurnstile(answersAtOnce),
        request,
        session: null,
      } satisfies Extra,
    );
    socket.once('close', (code, reason) => {
      metrics.sockets.dec();
      stopPinging();
      done(code, String(reason)).catch((error: unknown) => log.error({ err: error }, 'a socket ended badly'));
    });
  }

  /** A reader that is far behind is not listened to either, until it has read. */
  function guardAgainstSlowness(socket: WebSocket, stream: Duplex): SlowGuard {
    let cancel = () => {};
    socket.once('close', () => cancel());
    return createSlowGuard({
      clock,
      stream,
      onChange(full) {
        if (full) {
          metrics.slowReaders.inc();
          socket.pause();
        } else {
          metrics.slowReaders.dec();
          socket.resume();
        }
      },
      onStuck() {
        socket.close(closeCodes.SLOW, 'SLOW');
        cancel = clock.after(lastWordMs, () => socket.terminate());
      },
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

  function makeProtocol({ authenticate, socketsPerToken, graphql, mask, frames }: SocketsDeps) {
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
      async onSubscribe({ subscriptions, extra }, id, payload) {
        try {
          const { session } = extra;
          if (id.length > longestOperationId) {
            return [
              apiError('BAD_USER_INPUT', `An operation's id has at most ${longestOperationId} characters.`),
            ];
          }
          if (Object.keys(subscriptions).length > operationsPerSocket) {
            return [apiError('RATE_LIMITED', `A socket carries ${operationsPerSocket} operations at once.`)];
          }
          if (!session) return [apiError('UNAUTHENTICATED', 'A token is needed.')];
          const sink = () => createSocketSink({ ...extra, frames, id });
          const turn = () => extra.answers.enter(id);
          return await prepare(graphql, session, payload, { sink, turn }, mask);
        } catch (error) {
          return [mask(error)];
        }
      },
      async execute(args) {
        const { turn, execute } = args.rootValue as Runner;
        await turn();
        return execute(withoutRunner(args));
      },
      onComplete: ({ extra }, id) => extra.answers.leave(id),
      subscribe: (args) => (args.rootValue as Runner).subscribe(withoutRunner(args)),
    });
  }
}

async function prepare(
  graphql: Graphql,
  session: Session,
  payload: SubscribePayload,
  { sink, turn }: { sink: () => Sink; turn: Runner['turn'] },
  mask: (error: unknown) => GraphQLError,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { query, variables, operationName } = payload;
  const requestId = requestIdFrom(undefined);
  const carried = { session, requestId, keepStream: () => () => {}, cut() {}, sink };
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
    rootValue: { execute, subscribe, turn } satisfies Runner,
  };
}

const withoutRunner = (args: ExecutionArgs): ExecutionArgs => ({ ...args, rootValue: undefined });

/** Notices a peer that is gone without a word after two intervals. */
function keepAlive(socket: WebSocket, clock: Clock, guard: SlowGuard): () => void {
  let answered = true;
  let cancel = () => {};
  socket.on('pong', () => {
    answered = true;
  });
  const ping = () => {
    // One that has much to read before the ping has longer to answer it.
    if (guard.full()) {
      answered = true;
    } else {
      if (!answered) return socket.terminate();
      answered = false;
      if (socket.readyState === socket.OPEN) socket.ping();
    }
    cancel = clock.after(pingEveryMs, ping);
  };
  cancel = clock.after(pingEveryMs, ping);
  return () => cancel();
}
