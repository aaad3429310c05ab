import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Turnstile } from '../turnstile.ts';
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
  /** Where the socket's operations take turns. */
  answers: Turnstile;
  frames: Frames;
  /** The operation's id on this socket. */
  id: string;
}

/** Puts shared messages on a socket, with the operation's own id in front. */
export function createSocketSink({ socket, stream, guard, answers, frames, id }: SocketSinkArgs): Sink {
  const front = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  const frontBytes = toBytes(front);
  return {
    write({ text, bytes }) {
      if (guard.full()) return false;
      if (socket.readyState !== socket.OPEN) return true;
      // Frames of ws itself must not be in the making: nothing is compressed, so there never are any.
      if (frames === 'built') stream.write(textFrame(frontBytes, bytes), 'latin1');
      else socket.send(`${front}${text}}`);
      return true;
    },
    async ready() {
      answers.leave(id);
      await guard.ready();
      await answers.enter(id);
    },
    rest: () => answers.leave(id),
    shift: () => null,
  };
}
