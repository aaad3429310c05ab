import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface SlowWire {
  port: number;
  close(): Promise<void>;
}

/** A TCP way to `port` on loopback that takes from `leastMs` to `mostMs` there and back, at random. */
export async function startSlowWire(port: number, leastMs: number, mostMs: number): Promise<SlowWire> {
  const open = new Set<Socket>();

  /** Hands on what `from` sends, each chunk half a way later and none before the one sent before it. */
  function carry(from: Socket, to: Socket): void {
    let last = 0;
    const onTheWay: (() => void)[] = [];
    const later = (act: () => void) => {
      const wayMs = (leastMs + Math.random() * (mostMs - leastMs)) / 2;
      last = Math.max(last, performance.now() + wayMs);
      onTheWay.push(act);
      // Timers set in one turn of the event loop may fire in another order.
      setTimeout(() => onTheWay.shift()?.(), last - performance.now());
    };
    from.on('data', (chunk) => later(() => void (to.writable && to.write(chunk))));
    from.on('end', () => later(() => to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => open.delete(from));
    open.add(from);
    from.setNoDelay(true);
  }

  const server = createServer({ allowHalfOpen: true }, (client) => {
    const table = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    carry(client, table);
    carry(table, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      for (const socket of open) socket.destroy();
      if (server.listening) await once(server, 'close');
    },
  };
}
