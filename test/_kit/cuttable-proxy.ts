import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands before an HTTP endpoint on loopback. While cut, connections are broken and new ones go nowhere. */
export async function startCuttableProxy(target: string) {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let cut = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
  };
  const server = createServer((socket) => {
    keep(socket);
    // Silence, as where a network swallows packets: nobody answers, and nobody refuses.
    if (cut) return;
    const passed = connect(Number(port), hostname);
    keep(passed);
    socket.pipe(passed).pipe(socket);
    socket.once('close', () => passed.destroy());
    passed.once('close', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut(next: boolean): void {
      cut = next;
      endAll();
    },
    async close(): Promise<void> {
      const closed = once(server, 'close');
      server.close();
      endAll();
      await closed;
    },
  };
}
