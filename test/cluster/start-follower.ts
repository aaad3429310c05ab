import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { clusterToken } from './start-cluster.ts';

export type Stream = 'destinationChanged' | 'events';

const queries: Record<Stream, string> = {
  destinationChanged:
    'subscription ($after: Cursor) { destinationChanged(after: $after) { kind cursor destination { name } } }',
  events: 'subscription ($after: Cursor) { events(after: $after) { cursor message } }',
};

export interface Follower {
  stream: Stream;
  /** The cursors of everything it was told, in the order told; apart from bookmarks. */
  cursors: string[];
  /** What should never come: errors, RESYNC, an end. */
  troubles: unknown[];
  /** How often it connected. */
  connects(): number;
  /** Cuts the connection without a word. It comes again by itself and goes on where it was. */
  drop(): void;
  /** Resolves once it was told what is at this cursor. */
  reached(cursor: string): Promise<void>;
  dispose(): Promise<void>;
}

/** A client as docs/realtime.md describes: keeps the newest cursor, comes again for ever, goes on after it. */
export function startFollower(graphql: string, stream: Stream, start: string): Follower {
  const cursors: string[] = [];
  const troubles: unknown[] = [];
  let newest = start;
  let connects = 0;
  let socket: WebSocket | null = null;
  let wake = () => {};
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
          return newest;
        },
      },
    },
    {
      next({ data, errors }) {
        const told = data?.[stream];
        if (errors || !told || told.kind === 'RESYNC' || told.kind === 'SNAPSHOT')
          troubles.push(errors ?? told);
        if (!told) return;
        newest = told.cursor;
        if (told.kind !== 'BOOKMARK') cursors.push(told.cursor);
        wake();
      },
      error: (error) => troubles.push(error),
      complete: () => troubles.push('complete'),
    },
  );
  return {
    stream,
    cursors,
    troubles,
    connects: () => connects,
    drop: () => socket?.terminate(),
    reached: (cursor) =>
      new Promise((resolve) => {
        wake = () => {
          if (cursors.includes(cursor)) resolve();
        };
        wake();
      }),
    dispose: async () => client.dispose(),
  };
}
