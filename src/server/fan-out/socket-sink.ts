import type { Duplex } from 'node:stream';
import type { ExecutionResult } from 'graphql';
import type { WebSocket } from 'ws';
import type { Outbox } from '../outbox.ts';
import { textFrame } from './frame.ts';
import { type SharedMessage, toBytes } from './shared-message.ts';
import type { Sink } from './sink.ts';
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
  /** Who it is in the outbox. */
  owner: object;
}

/** Bytes that may wait for one reader before it is served from the log. */
export const unreadAtMost = 256 * 1024;

/** Puts shared messages on a socket, with the operation's own id in front. */
export class SocketSink implements Sink {
  private readonly socket: WebSocket;
  private readonly stream: Duplex;
  private readonly guard: SlowGuard;
  private readonly built: boolean;
  private readonly front: string;
  private readonly frontBytes: string;

  constructor(private readonly args: SocketSinkArgs) {
    this.socket = args.socket;
    this.stream = args.stream;
    this.guard = args.guard;
    this.built = args.frames === 'built';
    this.front = `{"id":${JSON.stringify(args.id)},"type":"next","payload":`;
    this.frontBytes = toBytes(this.front);
  }

  write({ text, bytes }: SharedMessage): boolean {
    const { socket } = this;
    if (bytes.length > unreadAtMost || this.guard.full(bytes.length)) return false;
    if (socket.readyState !== socket.OPEN) return true;
    // Frames of ws itself must not be in the making: nothing is compressed, so there never are any.
    if (this.built) this.stream.write(textFrame(this.frontBytes, bytes), 'latin1');
    else socket.send(`${this.front}${text}}`);
    return true;
  }

  room(): null {
    return null;
  }

  ready(): Promise<void> | null {
    return this.args.outbox.enterAgain(this.args.owner);
  }

  rest(): void {
    this.args.outbox.leave(this.args.owner);
  }

  shift(): null {
    return null;
  }

  limit(result: ExecutionResult): ExecutionResult {
    return result;
  }
}
