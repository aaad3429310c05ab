import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import dynalite from 'dynalite';
import { refuseSource, type SourceRules } from './check-source.ts';
import { keepAliveMs } from './keep-alive-ms.ts';
import { answerFailures } from './table/answer-failures.ts';
import { checkTableFiles } from './table/check-table-files.ts';
import { closeIterators } from './table/close-iterators.ts';

export interface Table {
  port: number;
  close(): Promise<void>;
}

/** Runs dynalite as the local DynamoDB: in `path`, or in memory where that is null. */
export async function startTable(options: {
  host: string;
  port: number;
  sources?: SourceRules;
  path: string | null;
  /** Between a failed write and the first attempt to open the files again. */
  reopenMs?: number;
  log?: (line: string) => void;
}): Promise<Table> {
  const { host, port, path, reopenMs = 2_000, log = () => {} } = options;
  const sources = options.sources ?? { allowedHosts: [], allowedOrigins: [] };
  await requireFree(host, port);
  if (path) {
    await mkdir(path, { recursive: true });
    await checkTableFiles(path);
  }
  closeIterators();
  const forget = path === null ? () => {} : answerFailures(path, { reopenMs, log });
  const server: Server = dynalite({
    ...(path ? { path } : {}),
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  server.keepAliveTimeout = keepAliveMs;
  guard(server, sources);
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
        server.close(() => {
          forget();
          resolve();
        });
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

/** Dynalite answers every origin with `access-control-allow-origin: *`; here it hears of none. */
function guard(server: Server, sources: SourceRules): void {
  const [answer] = server.listeners('request') as [RequestListener];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const refusal = refuseSource(request.headers, sources);
    delete request.headers.origin;
    if (refusal === null) return answer(request, response);
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ message: refusal }));
  });
}
