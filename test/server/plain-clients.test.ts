import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { createClient } from 'graphql-sse';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEdge, tokens } from './edge.ts';

let edge: Awaited<ReturnType<typeof startEdge>>;
beforeEach(async () => {
  edge = await startEdge();
});
afterEach(() => edge.close());

const authorization = `Bearer ${tokens.admin}`;
const long = '{ long(length: 4000) }';

/** The bytes as they come over the wire. */
function ask(path: string, headers: Record<string, string>, body?: string) {
  return new Promise<{ status: number; headers: Record<string, unknown>; bytes: Buffer }>(
    (resolve, reject) => {
      const method = body === undefined ? 'GET' : 'POST';
      const asking = request(`${edge.url}${path}`, { method, headers }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes: Buffer.concat(chunks),
        });
      });
      asking.on('error', reject);
      if (body !== undefined) asking.setHeader('content-length', Buffer.byteLength(body));
      asking.end(body);
    },
  );
}

describe('an answer', () => {
  const decode = { br: brotliDecompressSync, gzip: gunzipSync };

  it.each(['br', 'gzip'] as const)(
    'is sent as %s where that is taken, each time the same',
    async (encoding) => {
      const headers = { authorization, 'content-type': 'application/json', 'accept-encoding': encoding };
      const plain = await ask(
        '/graphql',
        { ...headers, 'accept-encoding': 'identity' },
        JSON.stringify({ query: long }),
      );
      for (const _again of [1, 2]) {
        const answer = await ask('/graphql', headers, JSON.stringify({ query: long }));
        expect(answer.headers).toMatchObject({
          'content-encoding': encoding,
          'content-length': String(answer.bytes.length),
        });
        expect(answer.headers['vary']).toContain('accept-encoding');
        expect(answer.bytes.length).toBeLessThan(plain.bytes.length / 10);
        expect(String(decode[encoding](answer.bytes))).toBe(String(plain.bytes));
      }
    },
  );

  it('has a tag for each encoding, by which it is 304', async () => {
    const path = `/graphql?query=${encodeURIComponent(long)}`;
    const tags = new Set<unknown>();
    for (const encoding of ['identity', 'br', 'gzip']) {
      const headers = { authorization, 'accept-encoding': encoding };
      const { etag } = (await ask(path, headers)).headers;
      tags.add(etag);
      const again = await ask(path, { ...headers, 'if-none-match': String(etag) });
      expect(again).toMatchObject({ status: 304, bytes: Buffer.alloc(0) });
      expect(again.headers['content-encoding']).toBeUndefined();
    }
    expect(tags.size).toBe(3);
  });

  it('is sent as it is where it is short', async () => {
    const headers = { authorization, 'content-type': 'application/json', 'accept-encoding': 'br, gzip' };
    const short = await ask('/graphql', headers, JSON.stringify({ query: '{ hello }' }));
    expect(short.headers['content-encoding']).toBeUndefined();
  });

  it('leaves its connection open for longer than a load balancer does', async () => {
    const answer = await ask('/healthz', { connection: 'keep-alive' });
    expect(Number(/timeout=(\d+)/.exec(String(answer.headers['keep-alive']))?.[1])).toBeGreaterThan(60);
  });
});

it('the page is compressed', async () => {
  const page = (encoding: string) => ask('/graphql', { accept: 'text/html', 'accept-encoding': encoding });
  const plain = await page('identity');
  const compressed = await page('gzip, br');
  expect(compressed.headers['content-encoding']).toBe('br');
  expect(brotliDecompressSync(compressed.bytes).equals(plain.bytes)).toBe(true);
});

describe('a page of an allowed origin', () => {
  const origin = 'https://allowed.example';

  it('may send any header, and read any', async () => {
    const preflight = await fetch(edge.endpoint, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,apollographql-client-name,traceparent',
      },
    });
    const allowed = preflight.headers.get('access-control-allow-headers') ?? '';
    for (const name of ['authorization', 'content-type', 'apollographql-client-name', 'traceparent'])
      expect(allowed).toContain(name);
    const answer = await edge.post({ query: '{ hello }' }, { origin });
    expect(answer.headers.get('access-control-expose-headers')).toContain('*');
  });
});

it('logs a refused origin once, with the setting that would allow it', async () => {
  const refused = (origin: string) =>
    edge.lines.filter((line) => line.includes('origin refused') && line.includes(origin));
  for (let n = 0; n < 3; n += 1) {
    await edge.post({ query: '{ hello }' }, { origin: 'https://evil.example' });
    await edge.post({ query: '{ hello }' }, { origin: 'https://other.example' });
  }
  expect(refused('https://evil.example')).toHaveLength(1);
  expect(refused('https://other.example')).toHaveLength(1);
  expect(refused('https://evil.example')[0]).toContain('LUNORA_ALLOWED_ORIGINS');
  for (let n = 0; n < 120; n += 1)
    await edge.post({ query: '{ hello }' }, { origin: `https://evil-${n}.example` });
  expect(refused('').length).toBeLessThanOrEqual(100);
});

describe('what is not served', () => {
  it('lets a client with persisted queries fall back to documents', async () => {
    const http = new HttpLink({ uri: edge.endpoint, headers: { authorization } });
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    const seen: number[] = [];
    const counting = new ApolloLink((operation, forward) => {
      seen.push(Object.keys(operation.extensions).length);
      return forward(operation);
    });
    const link = ApolloLink.from([new PersistedQueryLink({ sha256 }), counting, http]);
    const apollo = new ApolloClient({ link, cache: new InMemoryCache() });
    const { data } = await apollo.query({ query: gql('{ whoAmI }') });
    expect(data).toEqual({ whoAmI: 'admin ADMIN' });
    await apollo.query({ query: gql('{ hello }') });
    // The hash alone, the hash with its document, and no hash any more.
    expect(seen).toEqual([1, 1, 0]);
    apollo.stop();
  });

  it('answers a document that comes with its hash', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'unknown' } };
    const answer = await edge.post({ query: '{ whoAmI }', extensions });
    expect(await answer.json()).toEqual({ data: { whoAmI: 'admin ADMIN' } });
  });

  it('says of a batch that there is none', async () => {
    const answer = await edge.post(JSON.stringify([{ query: '{ hello }' }, { query: '{ whoAmI }' }]));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      errors: [{ message: 'Batching is not supported.', extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it('refuses a single connection for many streams, and serves one for each', async () => {
    const headers = { authorization };
    const single = createClient({ url: edge.endpoint, headers, singleConnection: true, retryAttempts: 0 });
    const refused = single.iterate({ query: 'subscription { output { kind } }' }).next();
    await expect(refused).rejects.toThrowError('Method Not Allowed');
    single.dispose();
    const distinct = createClient({ url: edge.endpoint, headers, retryAttempts: 0 });
    const stream = distinct.iterate({ query: 'subscription { output { kind } }' });
    expect((await stream.next()).value).toEqual({ data: { output: { kind: 'BOOKMARK' } } });
    await stream.return?.();
    distinct.dispose();
  });
});
