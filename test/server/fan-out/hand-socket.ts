import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { type Message, Messages } from '../../_kit/messages.ts';
import { serverEndOf } from './server-end-of.ts';

export interface HandSocket {
  socket: WebSocket;
  send(message: object): void;
  subscribe(id: string, query: string): void;
  /** What came for this operation. */
  told(id: string): Messages<Message>;
  closed: Promise<number>;
  /** Of the server's end of it: what was written and not read, and all that was ever written. */
  atServer(): { unread: number; written: number };
}

/** A client by hand, let in, which can stop reading and say what no client says. */
export async function openHandSocket(endpoint: string, token: string): Promise<HandSocket> {
  const socket = new WebSocket(endpoint.replace(/^http/, 'ws'), 'graphql-transport-ws');
  const operations = new Map<string, Messages<Message>>();
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  const send = (message: object) => socket.send(JSON.stringify(message));
  const told = (id: string) => {
    const messages = operations.get(id) ?? new Messages<Message>();
    operations.set(id, messages);
    return messages;
  };
  await new Promise((resolve) => socket.once('open', resolve));
  const acknowledged = new Promise((resolve) => socket.once('message', resolve));
  send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  await acknowledged;
  socket.on('message', (data) => {
    const { type, id, payload } = JSON.parse(String(data));
    if (type === 'next') told(id).push(payload);
    if (type === 'error') told(id).end(payload);
    if (type === 'complete') told(id).end('complete');
  });
  const { _socket: own } = socket as unknown as { _socket: Socket };
  const end = serverEndOf(own);
  return {
    socket,
    send,
    subscribe: (id, query) => send({ id, type: 'subscribe', payload: { query } }),
    told,
    closed,
    atServer: () => ({ unread: end.writableLength, written: end.bytesWritten }),
  };
}
