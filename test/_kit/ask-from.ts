import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** One request with headers that `fetch` would not send, such as Host and Origin. */
export async function askFrom(
  url: string,
  headers: Record<string, string>,
  { method = 'GET', body = '' } = {},
): Promise<Answer> {
  const sent = request(url, { method, headers: { connection: 'close', ...headers } });
  sent.end(body);
  const [response] = (await Promise.race([
    once(sent, 'response'),
    once(sent, 'upgrade').then(([upgraded, socket]) => {
      socket.destroy();
      return [upgraded];
    }),
  ])) as [IncomingMessage];
  const answered = response.statusCode === 101 ? '' : await text(response);
  return { status: response.statusCode ?? 0, headers: response.headers, body: answered };
}
