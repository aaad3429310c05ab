import { parse } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { createOperationHoldings } from '../../src/server/operation-holdings.ts';
import { openEventStream } from '../_kit/event-stream.ts';
import { openSocket } from '../_kit/graphql-socket.ts';
import { startEdge, tokens } from './edge.ts';

const query = 'subscription ($ids: [String!]) { output(ids: $ids) { kind } }';
const ids = (count: number) => Array.from({ length: count }, (_, n) => `id-number-${n}`);

describe('what open operations keep', () => {
  const document = parse(query);
  const held = (outcome: unknown): outcome is () => void => typeof outcome === 'function';

  it('is bounded for each token by itself, and given back once', () => {
    const holdings = createOperationHoldings(100_000);
    const operation = { document, variableValues: { ids: ids(1_000) } };
    const first = holdings.hold('a', operation);
    expect(held(first)).toBe(true);
    expect(holdings.hold('a', operation)).toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
    expect(held(holdings.hold('b', operation))).toBe(true);
    if (held(first)) for (let n = 0; n < 3; n += 1) first();
    expect(held(holdings.hold('a', operation))).toBe(true);
    expect(held(holdings.hold('a', operation))).toBe(false);
  });

  it('counts a document once for all that share it, until the last of them is over', () => {
    const long = parse(`subscription { output { ${'kind '.repeat(900)} } }`);
    const holdings = createOperationHoldings(500_000);
    const open = [];
    for (let n = 0; n < 20; n += 1) open.push(holdings.hold('a', { document: long }));
    expect(open.every(held)).toBe(true);
    expect(held(holdings.hold('a', { document: parse(`query { a } ${long.loc?.source.body}`) }))).toBe(false);
    for (const letGo of open) if (held(letGo)) letGo();
    expect(held(holdings.hold('a', { document: parse(`query { a } ${long.loc?.source.body}`) }))).toBe(true);
  });
});

describe('a token whose open subscriptions keep too much', () => {
  let edge: Awaited<ReturnType<typeof startEdge>>;
  afterEach(() => edge.close());

  it('is refused another on a socket until one of them ends', async () => {
    edge = await startEdge({ operationBytesPerToken: 150_000 });
    const socket = openSocket(edge.endpoint, tokens.viewer);
    const first = socket.subscribe(query, { ids: ids(2_000) });
    await first.next();
    expect(await socket.subscribe(query, { ids: ids(2_000) }).next()).toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: 5 } }],
    });
    await socket.subscribe(query, { ids: ids(10) }).next();
    first.stop();
    await expect
      .poll(async () => (await socket.subscribe(query, { ids: ids(2_000) }).next()).errors ?? 'none')
      .toBe('none');
    await socket.dispose();
  });

  it('is refused another event stream, whatever its request carries', async () => {
    edge = await startEdge({ operationBytesPerToken: 150_000 });
    const carrying = { ids: ids(1), unused: 'x'.repeat(50_000) };
    const first = await openEventStream(edge.endpoint, tokens.viewer, query, carrying);
    await first.next();
    const second = await openEventStream(edge.endpoint, tokens.viewer, query, carrying);
    expect(second.status).toBe(429);
    expect(second.headers.get('retry-after')).toBe('5');
    first.stop();
    await expect
      .poll(async () => {
        const again = await openEventStream(edge.endpoint, tokens.viewer, query, carrying);
        again.stop();
        return again.status;
      })
      .toBe(200);
  });
});
