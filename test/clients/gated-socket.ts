import type { Client, FormattedExecutionResult } from 'graphql-ws';
import { WebSocket } from 'ws';
import { openSocket } from './recipes/socket.ts';

export interface Told {
  kind: string;
  cursor: string;
}

/** The recipes' socket through a gate: while it is closed nothing comes through. Notes what it was told. */
export function openGatedSocket(url: string, token: string) {
  let last: WebSocket | null = null;
  let open = true;
  const told: Told[] = [];
  class Gated extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(open ? address : 'ws://127.0.0.1:1', protocols);
      last = this;
    }
  }
  const client = openSocket(url, token, Gated);
  const noted: Client = {
    ...client,
    subscribe: (payload, sink) =>
      client.subscribe(payload, {
        error: (error) => sink.error(error),
        complete: () => sink.complete(),
        next(result) {
          const [change] = Object.values((result as FormattedExecutionResult).data ?? {});
          told.push(change as Told);
          sink.next(result as never);
        },
      }),
  };
  return {
    client: noted,
    told,
    /** Cuts the connection without a word. */
    shut() {
      open = false;
      last?.terminate();
    },
    open() {
      open = true;
    },
  };
}
