import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a rule sees of a call on its way to AWS. */
export interface PassingCall {
  method: string;
  path: string;
  body: string;
}

export interface ForgedAnswer {
  status: number;
  /** e.g. `ConflictException`. */
  errorType: string;
  body: object;
}

/** An answer in AWS's stead; null lets the call through. */
export type Forge = (call: PassingCall) => ForgedAnswer | null;

/** Stands before one endpoint of the local AWS and answers in its stead where told to, in AWS's own wire format. */
export async function startAwsProxy(forge: Forge) {
  let target = '';
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const call = { method: request.method ?? '', path: request.url ?? '', body: body.toString() };
    const forged = forge(call);
    if (forged) {
      const headers = { 'content-type': 'application/json', 'x-amzn-errortype': forged.errorType };
      response.writeHead(forged.status, headers).end(JSON.stringify(forged.body));
      return;
    }
    const passed = forward(
      `${target}${call.path}`,
      { method: call.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    passed.on('error', () => response.destroy());
    passed.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    standBefore(url: string): void {
      target = url.replace(/\/$/, '');
    },
    async close(): Promise<void> {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
