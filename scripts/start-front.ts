import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

interface FrontArgs {
  /** 0 for a free one. */
  port: number;
  /** Where the processes behind it listen now. */
  backends(): readonly number[];
}

/** A round-robin TCP front on loopback: each connection goes to the next process that takes it. */
export async function startFront({ port, backends }: FrontArgs) {
  const open = new Set<Socket>();
  let turn = 0;

  function join(client: Socket, ports: readonly number[], first: number, tries: number): void {
    const target = ports[(first + tries) % ports.length];
    if (target === undefined || tries === ports.length || client.destroyed) return void client.destroy();
    const backend = connect(target, '127.0.0.1');
    const refused = () => join(client, ports, first, tries + 1);
    backend.once('error', refused);
    backend.once('connect', () => {
      backend.off('error', refused);
      backend.on('error', () => client.destroy());
      backend.on('close', () => client.destroySoon());
      client.on('close', () => backend.destroy());
      client.pipe(backend).pipe(client);
      if (client.destroyed) backend.destroy();
    });
  }

  const server = createServer((client) => {
    open.add(client);
    client.on('error', () => client.destroy());
    client.on('close', () => open.delete(client));
    turn += 1;
    join(client, backends(), turn, 0);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close(): Promise<void> {
      server.close();
      for (const client of open) client.destroy();
      if (server.listening) await once(server, 'close');
    },
  };
}
