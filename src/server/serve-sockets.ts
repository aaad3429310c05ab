import { type IncomingHttpHeaders, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GraphQLError } from 'graphql';
import { CloseCode, handleProtocols, MessageType, makeServer, stringifyMessage } from 'graphql-ws';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Carried } from './api-context.ts';
import type { Session } from './authenticate.ts';
import type { SourceRefusal } from './check-source.ts';
import { clientAddress } from './client-address.ts';
import type { Connections, EndReason } from './connections.ts';
import { type Graphql, maxMessageBytes } from './create-graphql.ts';
import type { SinkOwner } from './fan-out/sink.ts';
import { SlowGuard } from './fan-out/slow-guard.ts';
import { type Frames, SocketSink, unreadAtMost } from './fan-out/socket-sink.ts';
import { keepAlive } from './keep-alive.ts';
import { Listening } from './listening.ts';
import { isTooLong, tooLong } from './longest-answer.ts';
import { apiError } from './mask-error.ts';
import type { Metrics } from './metrics.ts';
import type { OriginPolicy } from './origin-policy.ts';
import { Outbox } from './outbox.ts';
import { pathOf } from './path-of.ts';
import { prepareOperation, runnerOf } from './prepare-operation.ts';
import { createRateLimit } from './rate-limit.ts';
import { inRequest, requestIdFrom } from './request-scope.ts';
import type { SignIn } from './sign-in.ts';
import { SocketOperations } from './socket-operations.ts';

export interface SocketsDeps {
  server: Server;
  graphql: Graphql;
  signIn: SignIn;
  trustedProxies: number;
  connections: Connections;
  metrics: Metrics;
  clock: Clock;
  mask(error: unknown): GraphQLError;
  /** Why a request from there may not be upgraded; null when it may. */
  refuseSource(headers: IncomingHttpHeaders): SourceRefusal | null;
  origins: OriginPolicy;
  socketsPerToken: number;
  frames: Frames;
  /** The text without the secrets that are known. */
  redact(text: string): string;
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
  FAILED_OFTEN: 1013,
  SLOW: 1013,
  FLOODING: 1008,
} as const;
export const operationsPerSocket = 50;
const longestOperationId = 256;
/** For long; four seconds' worth at once. */
export const messagesPerSecond = 100;
/** A reader that is closed for being slow has so long to read that. */
const lastWordMs = 5_000;

interface Extra {
  socket: WebSocket;
  /** The connection under the socket. */
  stream: Duplex;
  guard: SlowGuard;
  outbox: Outbox;
  listening: Listening;
  operations: SocketOperations;
  close(code: number, reason: string): void;
  /** The header of the request that opened it. */
  authorization: string | undefined;
  /** The network it comes from. */
  address: string;
  /** The id of the request that opened it. */
  requestId: string;
  session: Session | null;
}

type GuardArgs = Pick<Extra, 'socket' | 'stream' | 'listening' | 'close'>;

export interface Sockets {
  /** Ends those that are not let in yet, too, and takes no more. */
  close(): void;
}

/** GraphQL over WebSocket (graphql-transport-ws), every operation through the same pipeline as over HTTP. */
export function serveSockets(deps: SocketsDeps): Sockets {
  const { server, connections, metrics, clock, log } = deps;
  const protocol = makeProtocol(deps);
  const sockets = new WebSocketServer({
    ...{ noServer: true, handleProtocols, maxPayload: maxMessageBytes },
    // In how many pieces a message may come: each costs more than it holds.
    ...{ maxFragments: 256, maxBufferedChunks: 1_024 },
  });
  let closed = false;
  // Made out here: one made where the request is at hand would keep it for as long as the connection lives.
  const onBroken = (error: Error) => log.debug({ err: error }, 'a socket broke');

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', onBroken);
    const refusal = refuseUpgrade(request);
    if (refusal) stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    else sockets.handleUpgrade(request, stream, head, (socket) => open(socket, stream, request));
  });

  function refuseUpgrade({ url, headers }: IncomingMessage): string | null {
    if (closed) return '503 Service Unavailable';
    if (pathOf(url) !== '/graphql') return '404 Not Found';
    const refusal = deps.refuseSource(headers);
    if (refusal) return `${refusal.status} ${STATUS_CODES[refusal.status]}`;
    return deps.origins.allows(headers.origin, headers.host) ? null : '403 Forbidden';
  }

  function open(socket: WebSocket, stream: Duplex, request: IncomingMessage): void {
    metrics.sockets.inc();
    socket.on('error', (error) => log.debug({ err: error }, 'a socket was closed for what it sent'));
    const listening = new Listening(socket);
    const close = (code: number, reason: string) => {
      socket.close(code, reason);
      listening.end();
      operations.end();
    };
    const operations = new SocketOperations(close);
    const guard = guardAgainstSlowness({ socket, stream, listening, close });
    const open = () => socket.readyState === socket.OPEN;
    const outbox = new Outbox({ guard, open, send: (text) => socket.send(text) });
    const { authorization } = request.headers;
    const address = clientAddress(request, deps.trustedProxies);
    const parts = { socket, stream, guard, outbox, listening, operations, close };
    const requestId = requestIdFrom(request.headers['x-request-id'], deps.redact);
    const extra: Extra = { ...parts, authorization, address, requestId, session: null };
    const stopPinging = keepAlive(socket, clock, listening);
    const messages = createRateLimit(clock, { perSecond: messagesPerSecond });
    const done = protocol.opened(
      {
        protocol: socket.protocol,
        // Nothing waits here: `enter` is where answers wait for a reader, before they are made.
        async send(text) {
          outbox.say(isTooLong(text) ? shorten(text) : text);
          await new Promise((resolve) => setImmediate(resolve));
        },
        close,
        async onPing(payload) {
          const owner = {};
          await enter(extra, owner);
          outbox.say(stringifyMessage({ type: MessageType.Pong, ...(payload && { payload }) }));
          outbox.leave(owner);
        },
        onMessage(handle) {
          // Made out here: one made where a message is at hand would keep it for as long as its operation lives.
          const onFailed = (error: unknown) => {
            log.error({ err: error }, 'a message broke its socket');
            close(CloseCode.InternalServerError, 'Internal error');
          };
          socket.on('message', (data: RawData) => {
            if (!open()) return;
            if (!messages.take('', 1).granted) return close(closeCodes.FLOODING, 'Too many messages');
            const work = () => operations.receive(String(data), handle);
            inRequest(requestIdFrom(undefined), work).catch(onFailed);
          });
        },
      },
      extra,
    );
    socket.once('close', (code, reason) => {
      metrics.sockets.dec();
      stopPinging();
      operations.end();
      done(code, String(reason)).catch((error: unknown) => log.error({ err: error }, 'a socket ended badly'));
    });
  }

  /** A reader that is far behind is not listened to either, until it has read. */
  function guardAgainstSlowness({ socket, stream, listening, close }: GuardArgs): SlowGuard {
    let cancel = () => {};
    let listen = () => {};
    socket.once('close', () => cancel());
    return new SlowGuard({
      clock,
      stream,
      unreadAtMost,
      onChange(full) {
        metrics.slowReaders.inc(full ? 1 : -1);
        if (full) listen = listening.hold();
        else listen();
      },
      onStuck() {
        close(closeCodes.SLOW, 'SLOW');
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

  function makeProtocol({ signIn, socketsPerToken, graphql, mask, frames }: SocketsDeps) {
    return makeServer<{ authorization?: unknown }, Extra>({
      onConnect(context) {
        const { connectionParams, extra } = context;
        const { socket, address, requestId, close } = extra;
        // The library keeps them for as long as the socket lives.
        Object.assign(context, { connectionParams: undefined });
        const authorization = connectionParams?.authorization ?? extra.authorization;
        const { session, refusal } = signIn({ authorization, address, requestId });
        if (refusal) {
          close(closeCodes.FAILED_OFTEN, 'Too many failed sign-ins');
          return false;
        }
        if (!session) {
          close(CloseCode.Forbidden, 'UNAUTHENTICATED');
          return false;
        }
        if (connections.countOf(session) >= socketsPerToken) {
          close(closeCodes.TOO_MANY, 'Too many sockets for this token');
          return false;
        }
        extra.session = session;
        const leave = connections.keep(session, (reason: EndReason) => close(closeCodes[reason], reason));
        socket.once('close', leave);
        return true;
      },
      // Never throws: an exception here would close the socket for good.
      async onSubscribe({ extra }, id, payload) {
        const { session, outbox, operations, address } = extra;
        // As it is now: it may have to wait.
        const refusals = refuseOperation(session, id, operations);
        const variables = operations.takeVariables(id);
        await enter(extra, payload);
        const carried = {
          address,
          sink: (owner: SinkOwner) => new SocketSink({ ...extra, frames, id, payload }, owner),
          keepStream: (end: Parameters<Carried['keepStream']>[0]) => operations.keepStream(end),
        };
        const prepared =
          session && refusals.length === 0
            ? await prepareOperation(graphql, session, { ...payload, variables }, carried, mask)
            : refusals;
        // Nothing follows a refusal, so nothing else says that it was told.
        if (Array.isArray(prepared)) setImmediate(() => outbox.leave(payload));
        return prepared;
      },
      execute: (args) => runnerOf(args).execute(args),
      subscribe: (args) => runnerOf(args).subscribe(args),
      onError: ({ extra }, id) => extra.operations.endOf(id),
      onComplete({ extra }, id, payload) {
        extra.operations.endOf(id);
        extra.outbox.leave(payload);
      },
    });
  }
}

function refuseOperation(session: Session | null, id: string, operations: SocketOperations): GraphQLError[] {
  if (id.length > longestOperationId) {
    return [apiError('BAD_USER_INPUT', `An operation's id has at most ${longestOperationId} characters.`)];
  }
  if (operations.exceeds(operationsPerSocket)) {
    return [apiError('RATE_LIMITED', `A socket carries ${operationsPerSocket} operations at once.`)];
  }
  return session ? [] : [apiError('UNAUTHENTICATED', 'A token is needed.')];
}

/** Waits until this may be answered; until then the client is not listened to, so that little can be waiting. */
async function enter({ outbox, listening }: Extra, owner: object): Promise<void> {
  const turn = outbox.enter(owner);
  if (!turn) return;
  const listen = listening.hold();
  await turn;
  listen();
}

/** An answer that is longer than a socket carries says so instead. */
function shorten(text: string): string {
  const { id, type } = JSON.parse(text);
  return type === MessageType.Next ? JSON.stringify({ id, type, payload: tooLong }) : text;
}
