import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { clusterToken } from './start-cluster.ts';
import { queries, type Stream, startTale, type Tale } from './start-tale.ts';

export interface Follower extends Pick<Tale, 'stream' | 'cursors' | 'troubles' | 'reached'> {
  /** How often it connected. */
  connects(): number;
  /** Cuts the connection without a word. It comes again by itself and goes on where it was. */
  drop(): void;
  dispose(): Promise<void>;
}

/** A client over a socket, which comes again for ever. */
export function startFollower(graphql: string, stream: Stream, start: string): Follower {
  const tale = startTale(stream, start);
  let connects = 0;
  let socket: WebSocket | null = null;
  const client = createClient({
    url: graphql.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 200)),
    connectionParams: { authorization: `Bearer ${clusterToken}` },
    on: {
      opened: (opened) => {
        socket = opened as WebSocket;
        connects += 1;
      },
    },
  });
  client.subscribe<Record<Stream, { kind?: string; cursor: string }>>(
    {
      query: queries[stream],
      variables: {
        get after() {
          return tale.newest();
        },
      },
    },
    {
      next: (message) => tale.next(message),
      error: (error) => tale.troubles.push(error),
      complete: () => tale.troubles.push('complete'),
    },
  );
  return {
    ...tale,
    connects: () => connects,
    drop: () => socket?.terminate(),
    dispose: async () => client.dispose(),
  };
}
