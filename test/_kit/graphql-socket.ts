import { once } from 'node:events';
import { type Client, createClient, type ExecutionResult } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type Message, Messages } from './messages.ts';

export interface GraphqlSocket {
  client: Client;
  subscribe(query: string, variables?: Record<string, unknown>): Messages & { stop(): void };
  /** The code and reason of the last close. */
  closed(): Promise<{ code: number; reason: string }>;
  /** Cuts the connection without a word; the client comes again by itself. */
  drop(): void;
  dispose(): Promise<void>;
}

/** A real graphql-ws client that comes again for ever, at once. */
export function openSocket(endpoint: string, token: string | null, retryAttempts = 0): GraphqlSocket {
  let last: WebSocket | null = null;
  const closes: { code: number; reason: string }[] = [];
  let closing = () => {};
  const client = createClient({
    url: endpoint.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    lazy: true,
    retryAttempts,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 20)),
    shouldRetry: () => true,
    connectionParams: token === null ? {} : { authorization: `Bearer ${token}` },
    on: {
      opened: (socket) => {
        last = socket as WebSocket;
      },
      closed: (event) => {
        closes.push(event as { code: number; reason: string });
        closing();
      },
    },
  });

  return {
    client,
    subscribe(query, variables = {}) {
      const messages = new Messages();
      const stop = client.subscribe<Record<string, unknown>>(
        { query, variables },
        {
          next: (message) => messages.push(message as ExecutionResult & Message),
          error: (error) => messages.end(error ?? 'error'),
          complete: () => messages.end('complete'),
        },
      );
      return Object.assign(messages, { stop });
    },
    async closed() {
      while (closes.length === 0) await new Promise<void>((resolve) => (closing = resolve));
      return closes.at(-1) ?? { code: 0, reason: '' };
    },
    drop: () => last?.terminate(),
    async dispose() {
      const open = last !== null && last.readyState !== WebSocket.CLOSED ? once(last, 'close') : null;
      await client.dispose();
      await open;
    },
  };
}
