import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putOutput } from '../pubsub/outputs.ts';
import { startEdge, tokens } from './edge.ts';

let edge: Awaited<ReturnType<typeof startEdge>>;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.close());

const errorOf = async (response: Response) => {
  const { errors } = (await response.json()) as {
    errors: { message: string; extensions: { code: string; requestId?: string } }[];
  };
  return errors[0];
};

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({
    url: () => edge.endpoint,
    fetchFn: (url: string, init: RequestInit) =>
      fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${tokens.admin}` } }),
  });
  it.each(audits.filter(({ name }) => name.startsWith('MUST')))('$name', async ({ fn }) => {
    const { status, ...rest } = await fn();
    expect({ status, reason: 'reason' in rest ? rest.reason : null }).toEqual({ status: 'ok', reason: null });
  });
  it('is audited in every point', () => {
    expect(audits.filter(({ name }) => name.startsWith('MUST')).length).toBeGreaterThan(10);
  });

  it('refuses a mutation by GET', async () => {
    const url = `${edge.endpoint}?query=${encodeURIComponent('mutation { touch }')}`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${tokens.admin}` } });
    expect(response.status).toBe(405);
    expect((await errorOf(response))?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('answers with the caller’s request id, or makes one', async () => {
    expect(
      (await edge.post({ query: '{ hello }' }, { 'x-request-id': 'mine-1' })).headers.get('x-request-id'),
    ).toBe('mine-1');
    const odd = await edge.post({ query: '{ hello }' }, { 'x-request-id': 'a b' });
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('who may ask', () => {
  it('is not given the answer of another of the same name and role who sees other flows', async () => {
    await edge.store.change(putOutput('standing-a', 'flow-a', 'A'));
    await edge.store.change(putOutput('standing-b', 'flow-b', 'B'));
    const outputs = async (token: string, flowIds: string[] | null) => {
      await edge.keepToken(token, { name: 'same', flowIds });
      const answer = await edge.post({ query: '{ outputs }' }, { authorization: `Bearer ${token}` });
      return ((await answer.json()) as { data: { outputs: string[] } }).data.outputs;
    };
    expect(await outputs('fake-token-of-a-00', ['flow-a'])).toEqual(['A']);
    expect(await outputs('fake-token-of-b-00', ['flow-b'])).toEqual(['B']);
    expect(await outputs('fake-token-of-all', null)).toEqual(['A', 'B']);
  });

  it.each([
    ['no token', {}],
    ['an unknown token', { authorization: 'Bearer fake-unknown-token' }],
    ['a token without its scheme', { authorization: tokens.admin }],
    ['another scheme', { authorization: `Basic ${tokens.admin}` }],
  ])('is not somebody with %s', async (_what, headers) => {
    for (const accept of ['application/json', 'application/graphql-response+json', 'text/event-stream']) {
      const response = await fetch(edge.endpoint, {
        method: 'POST',
        body: JSON.stringify({ query: '{ hello }' }),
        headers: { 'content-type': 'application/json', accept, ...headers },
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect((await errorOf(response))?.extensions.code).toBe('UNAUTHENTICATED');
    }
  });

  it.each([
    [tokens.admin, 'admin ADMIN'],
    [tokens.operator, 'operator OPERATOR'],
    [tokens.viewer, 'viewer VIEWER'],
  ])('is known by the tokens of the settings', async (token, whoAmI) => {
    const response = await edge.post({ query: '{ whoAmI }' }, { authorization: `Bearer ${token}` });
    expect(await response.json()).toEqual({ data: { whoAmI } });
  });

  it('is known by a kept token until it is revoked or expires', async () => {
    const status = async () =>
      (await edge.post({ query: '{ hello }' }, { authorization: 'Bearer fake-kept' })).status;
    expect(await status()).toBe(401);
    await edge.keepToken('fake-kept');
    expect(await status()).toBe(200);
    const soon = new Date(edge.clock.now() + 1_000).toISOString();
    await edge.keepToken('fake-kept', { expiresAt: soon });
    expect(await status()).toBe(200);
    edge.clock.advance(1_000);
    expect(await status()).toBe(401);
    await edge.keepToken('fake-kept', { revokedAt: soon });
    expect(await status()).toBe(401);
  });
});

describe('what is refused', () => {
  const deep = (depth: number) => `{ ${'nested { '.repeat(depth - 1)} hello ${'} '.repeat(depth - 1)} }`;
  const wide = (fields: number) =>
    `{ ${Array.from({ length: fields }, (_, n) => `f${n}: hello`).join(' ')} }`;
  const bomb = `{ ...f9 } ${Array.from({ length: 10 }, (_, n) => `fragment f${n} on Query { ${n === 0 ? 'hello' : `a${n}: hello ...f${n - 1} nested { hello } ...f${n - 1}`} }`).join(' ')}`;

  it.each([
    ['invalid JSON', '{"query":', 400],
    ['JSON that is no request', '[]', 400],
    ['several requests at once', JSON.stringify([{ query: '{ hello }' }]), 400],
    ['no query', {}, 400],
    ['a query that is no text', { query: 1 }, 400],
    ['a syntax error', { query: '{ hello' }, 400],
    ['an unknown field', { query: '{ helo }' }, 400],
    ['a missing argument', { query: '{ add(a: 1) }' }, 400],
    ['a missing variable', { query: 'query ($a: Int!) { add(a: $a, b: 1) }' }, 400],
    [
      'a variable of the wrong type',
      { query: 'query ($a: Int!) { add(a: $a, b: 1) }', variables: { a: 'x' } },
      400,
    ],
    ['variables that are no object', { query: '{ hello }', variables: 'x' }, 400],
    ['an unknown operation', { query: 'query A { hello } query B { hello }', operationName: 'C' }, 400],
    ['a query too deep', { query: deep(13) }, 400],
    ['a query too wide', { query: wide(1_001) }, 400],
    ['a query that fragments make too wide', { query: bomb }, 400],
    ['a body too large', { query: `{ hello } #${'x'.repeat(64 * 1024)}` }, 413],
  ])('%s, as BAD_USER_INPUT', async (_what, body, status) => {
    const accept = 'application/graphql-response+json';
    const response = await edge.post(body, { accept });
    const error = await errorOf(response);
    expect({ status: response.status, code: error?.extensions.code }).toEqual({
      status,
      code: 'BAD_USER_INPUT',
    });
    expect(error?.message).not.toBe('');
  });

  it('is nothing within limits', async () => {
    for (const query of [deep(12), wide(1_000)]) {
      expect(await (await edge.post({ query })).json()).toHaveProperty('data');
    }
  });

  it('is not introspection', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    const query = getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true });
    expect(await (await edge.post({ query })).json()).toHaveProperty('data.__schema');
  });

  it('is a fragment within itself, without going on for ever', async () => {
    const query = '{ ...f } fragment f on Query { hello ...f }';
    expect((await errorOf(await edge.post({ query })))?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('is a body too large that does not say how large it is', async () => {
    const body = new ReadableStream({
      start(controller) {
        for (let n = 0; n < 70; n += 1) controller.enqueue(Buffer.alloc(1024, ' '));
        controller.close();
      },
    });
    const response = await fetch(edge.endpoint, {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.admin}` },
    } as RequestInit);
    expect(response.status).toBe(413);
  });
});

describe('errors', () => {
  it.each([['FORBIDDEN'], ['RATE_LIMITED'], ['BAD_USER_INPUT'], ['OUTDATED_CURSOR'], ['UNAVAILABLE']])(
    'of ours keep their code %s and message',
    async (code) => {
      const response = await edge.post({ query: `{ refuses(code: "${code}") }` });
      expect(await errorOf(response)).toMatchObject({
        message: `refused with ${code}`,
        path: ['refuses'],
        extensions: { code },
      });
    },
  );

  it('with a code of ours pass', async () => {
    expect(await errorOf(await edge.post({ query: '{ coded }' }))).toMatchObject({
      message: 'no',
      extensions: { code: 'FORBIDDEN' },
    });
  });

  it.each(['breaks', 'nothing', 'kind', 'refuses(code: "REFUSED")'])(
    'nobody foresaw say INTERNAL and no more: %s',
    async (field) => {
      const response = await edge.post({ query: `{ ${field} }` }, { 'x-request-id': 'find-me' });
      const text = await response.text();
      expect(text).not.toMatch(/internal detail|Cannot return null|TWO|refused/);
      expect(JSON.parse(text).errors[0].extensions).toEqual({ code: 'INTERNAL', requestId: 'find-me' });
      expect(edge.lines.some((line) => line.includes('"requestId":"find-me"'))).toBe(true);
    },
  );

  it('nobody foresaw are logged whole', async () => {
    await edge.post({ query: '{ breaks }' });
    expect(edge.lines.at(-1)).toContain('internal detail');
  });
});

describe('mutations', () => {
  it('are limited for each token by itself, and reading is not', async () => {
    const touch = async (token: string, fields: number) => {
      const query = `mutation { ${Array.from({ length: fields }, (_, n) => `m${n}: touch`).join(' ')} }`;
      const response = await edge.post(
        { query },
        { authorization: `Bearer ${token}`, accept: 'application/graphql-response+json' },
      );
      return response.status;
    };
    expect(await touch(tokens.operator, 200)).toBe(200);
    expect(await touch(tokens.operator, 1)).toBe(429);
    expect(await touch(tokens.admin, 1)).toBe(200);
    const read = await edge.post({ query: '{ hello }' }, { authorization: `Bearer ${tokens.operator}` });
    expect(read.status).toBe(200);
    edge.clock.advance(1_000);
    expect(await touch(tokens.operator, 50)).toBe(200);
    expect(await touch(tokens.operator, 1)).toBe(429);
  });
});

describe('pages of other origins', () => {
  const preflight = async (origin: string) =>
    (
      await fetch(edge.endpoint, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization',
        },
      })
    ).headers.get('access-control-allow-origin');

  it.each(['https://allowed.example', 'http://localhost:3000', 'http://127.0.0.1:5173'])(
    'may ask from %s',
    async (origin) => {
      expect(await preflight(origin)).toBe(origin);
      const refused = await edge.post({ query: '{ hello }' }, { origin, authorization: '' });
      expect(refused.headers.get('access-control-allow-origin')).toBe(origin);
    },
  );

  it.each(['https://evil.example', 'null'])('may not ask from %s', async (origin) => {
    expect(await preflight(origin)).toBeNull();
  });
});

describe('around the API', () => {
  it('says that it lives, whether it is ready, and every reason why not', async () => {
    expect((await fetch(`${edge.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${edge.url}/readyz`)).status).toBe(200);
    edge.setReady(false);
    const unready = await fetch(`${edge.url}/readyz`);
    expect(unready.status).toBe(503);
    expect(await unready.json()).toEqual({
      status: 'not ready',
      reasons: ['The table is away.', 'Nobody leads.'],
    });
    edge.setReady(true);
  });

  it('counts', async () => {
    await edge.post({ query: '{ hello }' });
    const text = await (await fetch(`${edge.url}/metrics`)).text();
    expect(text).toMatch(/lunora_http_requests_total\{path="\/graphql",status="200"\} \d+/);
    expect(text).toMatch(/lunora_graphql_operations_total\{type="query",outcome="ok"\} \d+/);
    expect(text).toMatch(/lunora_log_position \d+/);
    expect(text).toContain('process_cpu_seconds_total');
  });

  it('leads from the front door to the page', async () => {
    const response = await fetch(edge.url, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/graphql']);
    expect((await fetch(`${edge.url}/nowhere`)).status).toBe(404);
  });

  it('shows browsers a page that needs nothing else, with examples and the visitor’s own token', async () => {
    const response = await fetch(edge.endpoint, { headers: { accept: 'text/html' } });
    const html = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(html).toContain('"additionalHeaders":window.lunoraHeaders');
    expect(html).toContain('destinationChanged');
    expect(html.indexOf("get('token')")).toBeLessThan(html.indexOf('renderYogaGraphiQL'));
    expect(html).not.toMatch(/(src|href)="https?:/);
    // Else the first click on a tab falls beside it: GraphiQL pushes it aside on its way.
    expect(html).toContain('.graphiql-tab { transform: none !important; }');
  });
});
