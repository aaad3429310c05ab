import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Outbox } from '../outbox.ts';
import { textFrame } from './frame.ts';
import { toBytes } from './shared-message.ts';
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
export function createSocketSink({ socket, stream, guard, outbox, ...args }: SocketSinkArgs): Sink {
  const { frames, id, owner } = args;
  const front = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  const frontBytes = toBytes(front);
  return {
    write({ text, bytes }) {
      if (bytes.length > unreadAtMost || guard.full(bytes.length)) return false;
      if (socket.readyState !== socket.OPEN) return true;
      // Frames of ws itself must not be in the making: nothing is compressed, so there never are any.
      if (frames === 'built') stream.write(textFrame(frontBytes, bytes), 'latin1');
      else socket.send(`${front}${text}}`);
      return true;
    },
    room: () => null,
    ready: () => outbox.enterAgain(owner),
    rest: () => outbox.leave(owner),
    shift: () => null,
    limit: (result) => result,
  };
}
