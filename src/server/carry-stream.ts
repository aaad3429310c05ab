import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Carried } from './api-context.ts';
import type { Session } from './authenticate.ts';
import type { Connections } from './connections.ts';
import { maxMessageBytes } from './create-graphql.ts';
import { createEventStreamSink } from './fan-out/event-stream-sink.ts';
import { SlowGuard } from './fan-out/slow-guard.ts';
import { apiError } from './mask-error.ts';
import type { Metrics } from './metrics.ts';
import { rateLimited } from './rate-limited.ts';

export interface CarryStreamDeps {
  connections: Connections;
  metrics: Metrics;
  clock: Clock;
  socketsPerToken: number;
}

/** Nobody knows when one is closed. */
const comeAgainMs = 5_000;

/** How a subscription is carried by the answer to a request, where that asks for an event stream. */
export function carryStream(
  { connections, metrics, clock, socketsPerToken }: CarryStreamDeps,
  session: Session | null,
  request: IncomingMessage,
  response: ServerResponse,
): Pick<Carried, 'keepStream' | 'cut' | 'sink' | 'requestBytes'> {
  const cut = () => void response.destroy();
  if (!session || !asksForEvents(request)) {
    return {
      cut,
      keepStream() {
        throw apiError(
          'BAD_USER_INPUT',
          'Over HTTP a subscription is answered with Accept: text/event-stream alone.',
          { http: { status: 406 } },
        );
      },
    };
  }
  const bodyBytes = Number(
    request.headers['content-length'] ?? (request.method === 'POST' ? maxMessageBytes : 0),
  );
  return {
    cut,
    requestBytes: bodyBytes + (request.url?.length ?? 0),
    keepStream(end) {
      if (connections.countOf(session) >= socketsPerToken) {
        throw rateLimited('This token holds too many streams open.', {
          ...{ limit: socketsPerToken, remaining: 0, retryAfterMs: comeAgainMs },
        });
      }
      const leave = connections.keep(session, end);
      if (response.destroyed) queueMicrotask(() => end('CLOSED'));
      else response.once('close', () => end('CLOSED'));
      return leave;
    },
    sink(owner) {
      const guard = new SlowGuard({
        clock,
        stream: response,
        unreadAtMost: 0,
        onChange: (full) => metrics.slowReaders.inc(full ? 1 : -1),
        onStuck: cut,
      });
      return createEventStreamSink(guard, owner);
    },
  };
}

const asksForEvents = ({ headers }: IncomingMessage) =>
  headers.accept?.includes('text/event-stream') === true;
