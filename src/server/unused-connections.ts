import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Connections over which nothing was asked yet. Browsers and fetch open them in advance, and Node's own
 * `closeIdleConnections` leaves them alone.
 */
export interface UnusedConnections {
  /** Ends them. */
  close(): void;
}

export function watchUnusedConnections(server: Server): UnusedConnections {
  const unused = new Set<Socket>();
  const used = ({ socket }: IncomingMessage) => void unused.delete(socket);
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', used);
  server.on('upgrade', used);
  return {
    close() {
      for (const socket of [...unused]) socket.destroy();
    },
  };
}
