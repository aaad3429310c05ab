import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askFrom } from '../_kit/ask-from.ts';
import { startEdge, tokens } from './edge.ts';

const bearer = { authorization: `Bearer ${tokens.viewer}` };
const upgrade = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'ZmFrZS1mYWtlLWZha2UtMQ==',
};

describe('a local server', () => {
  let edge: Awaited<ReturnType<typeof startEdge>>;
  beforeAll(async () => {
    edge = await startEdge({ allowedHosts: ['lunora.test'] });
  });
  afterAll(() => edge.close());

  const routes = ['/graphql?query=%7Bhello%7D', '/healthz', '/readyz', '/metrics', '/'];

  it.each(routes)('refuses %s by a name that is not of this machine', async (route) => {
    for (const host of ['attacker.example', 'localhost.attacker.example', '192.0.2.7:4000', '[::2]']) {
      expect(await askFrom(`${edge.url}${route}`, { host, ...bearer })).toMatchObject({
        status: 403,
        body: expect.stringContaining('LUNORA_ALLOWED_HOSTS'),
      });
    }
  });

  it.each(routes)('refuses %s to pages of another site', async (route) => {
    for (const origin of ['https://attacker.example', 'null', 'http://localhost.attacker.example']) {
      expect(await askFrom(`${edge.url}${route}`, { origin, ...bearer })).toMatchObject({
        status: 403,
        body: expect.stringContaining('LUNORA_ALLOWED_ORIGINS'),
      });
    }
  });

  it('refuses them sockets, too', async () => {
    const socket = (headers: Record<string, string>) =>
      askFrom(`${edge.url}/graphql`, { ...upgrade, ...headers });
    expect((await socket({ host: 'attacker.example' })).status).toBe(403);
    expect((await socket({ origin: 'https://attacker.example' })).status).toBe(403);
    expect((await socket({})).status).toBe(101);
  });

  it.each(['localhost:4000', '127.0.0.1', '[::1]:4000', 'lunora.test:4000', 'LOCALHOST'])(
    'answers by the name %s',
    async (host) => {
      expect((await askFrom(`${edge.url}/healthz`, { host })).status).toBe(200);
    },
  );

  it.each(['http://localhost:5173', 'http://127.0.0.1:3000', 'https://allowed.example'])(
    'answers pages of %s',
    async (origin) => {
      expect((await askFrom(`${edge.url}/healthz`, { origin })).status).toBe(200);
    },
  );

  it('logs each refused source once, with what to set', async () => {
    for (let n = 0; n < 3; n += 1) await askFrom(`${edge.url}/healthz`, { host: 'again.example' });
    const lines = edge.lines.filter((line) => line.includes('again.example'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('LUNORA_ALLOWED_HOSTS');
  });
});

describe('any server', () => {
  let edge: Awaited<ReturnType<typeof startEdge>>;
  beforeAll(async () => {
    edge = await startEdge();
  });
  afterAll(() => edge.close());

  it.each(['%', '[', 'a b', 'user@host', 'host/path', '::', 'a:b:c'])(
    'answers 400 without a word of its insides to the Host %s',
    async (host) => {
      const { status, body } = await askFrom(`${edge.url}/graphql?query=%7Bhello%7D`, { host });
      expect({ status, body }).toEqual({ status: 400, body: '{"message":"The Host header is malformed."}' });
    },
  );

  it('may be reached by any name behind a load balancer', async () => {
    expect((await askFrom(`${edge.url}/healthz`, { host: 'api.example' })).status).toBe(200);
  });

  it.each([
    ['a body that is not JSON', { 'content-type': 'application/json' }, '{'],
    ['a body of an unknown type', { 'content-type': 'text/plain' }, 'hello'],
    ['a body that is too long', { 'content-type': 'application/json' }, ' '.repeat(70_000)],
    ['no document', { 'content-type': 'application/json' }, '{}'],
  ])('asks for a token before it reads %s', async (_what, headers, body) => {
    expect((await askFrom(edge.endpoint, headers, { method: 'POST', body })).status).toBe(401);
  });

  it('never answers with a stack, whatever breaks', async () => {
    const headers = { ...bearer, 'content-type': 'application/json' };
    const bodies = [
      '{',
      '[]',
      'null',
      '{"query":1}',
      '{"query":"{ broken }"}',
      '{"query":"{hello}","variables":3}',
    ];
    for (const body of bodies) {
      const answer = await askFrom(edge.endpoint, headers, { method: 'POST', body });
      expect(answer.body).not.toMatch(/\n\s+at |node_modules|\.ts:\d/);
    }
  });

  it('tells browsers not to guess types, and caches what answers depend on', async () => {
    const ask = { ...bearer, origin: 'https://allowed.example', accept: 'application/json' };
    const { headers } = await askFrom(`${edge.url}/graphql?query=%7Bhello%7D`, ask);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers.vary?.toLowerCase().split(/, */)).toEqual(
      expect.arrayContaining(['accept', 'authorization', 'origin']),
    );
  });
});
