import type { IncomingMessage, ServerResponse } from 'node:http';
import fresh from 'fresh';
import { variesBy } from './create-graphql.ts';
import { type Encoding, encodeBody, encodingFor } from './encode-body.ts';

export interface Answer {
  /** 200 unless it is set. */
  status?: number;
  headers: Record<string, string>;
  body: string;
  /** By which a GET can ask whether anything changed. */
  etag?: string;
  /** The compressed copies that were made of the body, to be sent again. */
  encoded?: Partial<Record<Encoding, Promise<Buffer>>>;
}

/** Sends one answer, compressed where the client takes that; an answer that has not changed is 304. */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  requestId: string,
): Promise<void> {
  const { status = 200, body, etag } = answer;
  const length = Buffer.byteLength(body);
  const encoding = encodingFor(request.headers['accept-encoding'], length);
  const headers: Record<string, string> = {
    ...answer.headers,
    ...(etag && { etag: tagOf(etag, encoding), 'cache-control': 'private, no-cache' }),
    ...(encoding && { 'content-encoding': encoding }),
    vary: `${variesBy}, accept-encoding`,
    'x-request-id': requestId,
  };
  // The tag alone: `fetch` says `no-cache` with a tag that its caller gave.
  const tag = { 'if-none-match': request.headers['if-none-match'] };
  if (etag && request.method === 'GET' && fresh(tag, headers)) {
    const {
      'content-type': _type,
      'content-length': _length,
      'content-encoding': _encoding,
      ...bare
    } = headers;
    response.writeHead(304, bare).end();
    return;
  }
  const bytes = encoding ? await encodedOf(answer, encoding) : body;
  response.writeHead(status, { ...headers, 'content-length': encoding ? bytes.length : length });
  response.end(bytes);
}

/** A strong tag names bytes, so each encoding has its own. */
const tagOf = (etag: string, encoding: Encoding | null): string =>
  encoding ? etag.replace(/"$/, `-${encoding}"`) : etag;

function encodedOf(answer: Answer, encoding: Encoding): Promise<Buffer> {
  answer.encoded ??= {};
  answer.encoded[encoding] ??= encodeBody(answer.body, encoding);
  return answer.encoded[encoding];
}
