import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClients } from '../../src/aws/create-clients.ts';
import { createMediaConnect } from '../../src/aws/create-media-connect.ts';
import { createMediaLive } from '../../src/aws/create-media-live.ts';
import { createRateBudget } from '../../src/aws/rate-budget.ts';
import { systemClock } from '../../src/clock.ts';

export interface Request {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

/** `cut`: the connection breaks instead. */
export type Answer = { status?: number; type?: string; body?: unknown } | 'cut';

/**
 * An HTTP server that answers as a test tells it, and our gateways on the SDK's own clients in front of it. For what a
 * good AWS would not do; how AWS behaves is the emulator's to say.
 */
export async function startCannedAws(answer: (request: Request) => Answer) {
  const requests: Request[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'http://localhost');
      const text = Buffer.concat(chunks).toString();
      const request = {
        method: incoming.method ?? '',
        path: decodeURIComponent(url.pathname),
        query: url.searchParams,
        body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
      };
      requests.push(request);
      const said = answer(request);
      if (said === 'cut') {
        incoming.socket.destroy();
        return;
      }
      const { status = 200, type, body = {} } = said;
      outgoing.writeHead(status, {
        'content-type': 'application/json',
        ...(type && { 'x-amzn-errortype': type }),
      });
      outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clients = createClients({ local: { mediaLive: endpoint, mediaConnect: endpoint } });
  const taken: string[] = [];
  const plenty = createRateBudget({
    clock: systemClock,
    perSecond: 1_000,
    burst: 1_000,
    alertsPerSecond: 1_000,
  });
  const budget = {
    ...plenty,
    take(priority: Parameters<typeof plenty.take>[0]) {
      taken.push(priority);
      return plenty.take(priority);
    },
  };
  const redact = (text: string) => text.replaceAll('sealed-elsewhere', '[hidden]');
  return {
    requests,
    /** What was asked of the budget, in order. */
    taken,
    mediaLive: createMediaLive({
      client: clients.mediaLive,
      budget,
      redact,
      fingerprint: (key) => `of ${key.length}`,
    }),
    mediaConnect: createMediaConnect({
      client: clients.mediaConnect,
      onceClient: clients.mediaConnectOnce,
      budget,
      redact,
    }),
    async [Symbol.asyncDispose]() {
      clients.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
