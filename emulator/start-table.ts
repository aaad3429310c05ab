import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import dynalite from 'dynalite';

export interface Table {
  port: number;
  close(): Promise<void>;
}

/** Runs dynalite as the local DynamoDB: in `path`, or in memory where that is null. */
export async function startTable(options: {
  host: string;
  port: number;
  path: string | null;
}): Promise<Table> {
  const { host, port, path } = options;
  await requireFree(host, port);
  if (path) await mkdir(path, { recursive: true });
  const server: Server = dynalite({
    ...(path ? { path } : {}),
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Dynalite opens its folder before it listens, and on a taken port it would hold on to it: no second try could have it.
 * @throws Error with the code EADDRINUSE
 */
function requireFree(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
