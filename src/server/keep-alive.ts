import type { WebSocket } from 'ws';
import type { Clock } from '../clock.ts';
import type { Listening } from './listening.ts';

const pingEveryMs = 12_000;

/** Ends a socket whose peer is gone without a word, after two intervals. Returns the way to stop. */
export function keepAlive(socket: WebSocket, clock: Clock, listening: Listening): () => void {
  let answered = true;
  let cancel = () => {};
  socket.on('pong', () => {
    answered = true;
  });
  const ping = () => {
    // One that is not listened to cannot answer.
    if (listening.held()) {
      answered = true;
    } else {
      if (!answered) return socket.terminate();
      answered = false;
      if (socket.readyState === socket.OPEN) socket.ping();
    }
    cancel = clock.after(pingEveryMs, ping);
  };
  cancel = clock.after(pingEveryMs, ping);
  return () => cancel();
}
