import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEdge, tokens } from './edge.ts';

let edge: Awaited<ReturnType<typeof startEdge>>;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.close());

const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
const key = 'Sec-WebSocket-Key: ZmFrZS1mYWtlLWZha2UtMQ==';

/** The status of what is answered to a request written by hand. */
async function ask(target: string, ...headers: string[]): Promise<number> {
  const socket = connect(edge.port, '127.0.0.1');
  await once(socket, 'connect');
  const lines = [`GET ${target} HTTP/1.1`, 'Connection: close', ...headers];
  if (!headers.some((header) => header.startsWith('Host:'))) lines.push('Host: localhost');
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
  return Number((await text(socket)).split(' ')[1]);
}

const targets = ['//', '//graphql', 'http://[/', 'http://', '*', '/%', '/\\', '///['];
const odd = [
  'Host: [',
  'Host: a b',
  'Host: ',
  'Origin: [',
  'Origin: ://',
  'Accept: ;;',
  'X-Request-Id: \u00ff',
];

it.each(targets)('finds nothing at %s, and serves on', async (target) => {
  expect(await ask(target)).toBe(404);
  expect(await ask(target, ...upgrade, key)).toBe(404);
  expect(await ask('/healthz')).toBe(200);
});

it.each(odd)('survives the header %s, whoever asks', async (header) => {
  for (const authorization of [[], [`Authorization: Bearer ${tokens.viewer}`]]) {
    const query = '/graphql?query=%7Bhello%7D';
    expect(await ask(query, header, ...authorization)).toBeGreaterThanOrEqual(200);
    expect(await ask('/graphql', header, ...authorization, ...upgrade, key)).toBeGreaterThan(100);
    expect(await ask('/healthz')).toBe(200);
  }
});

it('takes a target that names the host, too', async () => {
  expect(await ask(`${edge.url}/healthz`)).toBe(200);
});
