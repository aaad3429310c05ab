import type { Duplex } from 'node:stream';
import type { ExecutionResult } from 'graphql';
import type { WebSocket } from 'ws';
import type { Place } from '../../pubsub/stream.ts';
import type { Outbox } from '../outbox.ts';
import { textFrame } from './frame.ts';
import { type SharedMessage, toBytes } from './shared-message.ts';
import type { Sink, SinkOwner } from './sink.ts';
import type { SlowGuard } from './slow-guard.ts';

/** `built`: frames are written to the connection as they are; `send`: ws makes them. The same bytes, one costs less. */
export type Frames = 'built' | 'send';

export interface SocketSinkArgs {
  socket: WebSocket;
  /** The connection under the socket. */
  stream: Duplex;
  guard: SlowGuard;
  outbox: Outbox;
  frames: Frames;
  /** The operation's id on this socket. */
  id: string;
  /** What was asked for: who it is in the outbox. */
  payload: object;
}

/** Bytes that may wait for one reader before it is served from the log. */
export const unreadAtMost = 256 * 1024;

/** Puts shared messages on a socket, with the operation's own id in front. */
export class SocketSink implements Sink {
  took: Place | null = null;
  private readonly socket: WebSocket;
  private readonly stream: Duplex;
  private readonly guard: SlowGuard;
  private readonly built: boolean;
  private readonly front: string;
  private readonly frontBytes: string;

  constructor(
    private readonly args: SocketSinkArgs,
    private readonly owner: SinkOwner,
  ) {
    this.socket = args.socket;
    this.stream = args.stream;
    this.guard = args.guard;
    this.built = args.frames === 'built';
    this.front = `{"id":${JSON.stringify(args.id)},"type":"next","payload":`;
    this.frontBytes = toBytes(this.front);
  }

  take(message: SharedMessage, at: Place): boolean {
    if (!this.hasRoom(message)) return false;
    this.took = at;
    this.write(message);
    return true;
  }

  tell(message: SharedMessage): ExecutionResult | null {
    if (!this.hasRoom(message)) return message.result;
    this.write(message);
    return null;
  }

  release(place: Place | null): void {
    this.owner.release(place);
  }

  room(): null {
    return null;
  }

  ready(): Promise<void> | null {
    return this.args.outbox.enterAgain(this.args.payload);
  }

  rest(): void {
    this.args.outbox.leave(this.args.payload);
  }

  shift(): null {
    return null;
  }

  flushed(): Promise<void> | null {
    return this.stream.writableNeedDrain ? new Promise((resolve) => setImmediate(resolve)) : null;
  }

  limit(result: ExecutionResult): ExecutionResult {
    return result;
  }

  private hasRoom({ bytes }: SharedMessage): boolean {
    // Where no drain is needed next to nothing waits.
    return bytes.length <= unreadAtMost && !(this.stream.writableNeedDrain && this.guard.full(bytes.length));
  }

  private write({ text, bytes }: SharedMessage): void {
    const { stream, socket } = this;
    if (socket.readyState !== socket.OPEN) return;
    // Frames of ws itself must not be in the making: nothing is compressed, so there never are any.
    if (this.built) stream.write(textFrame(this.frontBytes, bytes), 'latin1');
    else socket.send(`${this.front}${text}}`);
  }
}
