import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refuseSource, type SourceRules } from './check-source.ts';
import type { SurfaceAnswer } from './control/surface.ts';
import type { QueueRequest } from './events/serve-queue.ts';
import type { EmulatedAnswer, EmulatedRequest, Handled } from './handle-request.ts';
import { keepAliveMs } from './keep-alive-ms.ts';

/** What AWS accepts and more: a request body over this is refused. */
const maxBodyBytes = 1024 * 1024;

const base = 'http://emulator';

export interface Serving {
  port: number;
  close(): Promise<void>;
}

/** Serves the emulated services and the control surface on one port. */
export async function serve(options: {
  host: string;
  port: number;
  sources: SourceRules;
  handle(request: EmulatedRequest): Promise<Handled>;
  control(method: string, url: URL, body: string): Promise<SurfaceAnswer>;
  queue(request: QueueRequest): Promise<EmulatedAnswer>;
  log(line: string): void;
}): Promise<Serving> {
  const { host, port, sources, handle, control, queue, log } = options;
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      log(`${request.method} ${request.url} failed: ${error instanceof Error ? error.stack : String(error)}`);
      request.socket.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = refuseSource(request.headers, sources);
    if (refusal !== null) return send(response, 403, { message: refusal });
    const body = await read(request);
    const { method = 'GET', url = '/' } = request;
    if (body === null) return send(response, 413, { message: 'The body is too large.' });
    const at = URL.canParse(url, base) ? new URL(url, base) : null;
    if (!at) return send(response, 400, { message: 'The path is malformed.' });
    const { pathname } = at;
    if (pathname === '/_emulator' || pathname.startsWith('/_emulator/')) {
      const { status, body: said } = await control(method, at, body);
      return send(response, status, said);
    }
    // A client that knows the queue's URL alone posts to the root of its host.
    const target = request.headers['x-amz-target'];
    if (pathname === '/sqs' || pathname.startsWith('/sqs/') || String(target).startsWith('AmazonSQS.')) {
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      return end(response, await queue({ target: String(target ?? ''), body, signal: gone.signal }));
    }
    const handled = await handle({ method, url, body, ...(typeof target === 'string' && { target }) });
    if (handled === 'cut') {
      request.socket.destroy();
      return;
    }
    end(response, handled);
  }

  server.keepAliveTimeout = keepAliveMs;
  await listen(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function read(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    // Read to its end all the same, so that the caller gets to see the refusal.
    if (size <= maxBodyBytes) chunks.push(chunk as Buffer);
  }
  return size > maxBodyBytes ? null : Buffer.concat(chunks).toString('utf8');
}

function end(response: ServerResponse, { status, headers, body }: EmulatedAnswer): void {
  response.writeHead(status, headers);
  response.end(body);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
