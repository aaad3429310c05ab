import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startEdge, tokens } from './edge.ts';
import { openHandSocket } from './fan-out/hand-socket.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

let edge: Awaited<ReturnType<typeof startEdge>>;
beforeEach(async () => {
  edge = await startEdge({ socketsPerToken: 200 });
});
afterEach(() => edge.close());

const query = 'subscription ($ids: [String!]) { output(ids: $ids) { kind } }';
const unusedLength = 45_000;
const unused = (n: number) => `${n}-`.repeat(unusedLength).slice(0, unusedLength);
const count = 30;

async function bytesInUse(): Promise<number> {
  for (let n = 0; n < 3; n += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** How much more each of many takes that carries something useless than one that does not. */
async function keptOfUnused(open: (n: number, more: object) => Promise<void>): Promise<number> {
  let opened = 0;
  async function take(makeMore: (n: number) => object): Promise<number> {
    const before = await bytesInUse();
    for (const end = opened + count; opened < end; opened += 1) await open(opened, makeMore(opened));
    return ((await bytesInUse()) - before) / count;
  }
  await take((n) => ({ unused: unused(n) }));
  const plain = await take(() => ({}));
  return (await take((n) => ({ unused: unused(n) }))) - plain;
}

it('keeps of an operation on a socket neither its message nor what its document does not declare', async () => {
  const socket = await openHandSocket(edge.endpoint, tokens.viewer);
  const kept = await keptOfUnused(async (n, more) => {
    if (n > 0 && n % count === 0)
      for (let m = n - count; m < n; m += 1) socket.send({ id: String(m), type: 'complete' });
    const id = String(n);
    const payload = {
      query,
      variables: { ids: [`id${n}`], ...more },
      extensions: { mine: 'x'.repeat(9_000) },
    };
    socket.send({ id, type: 'subscribe', payload });
    await socket.told(id).next();
  });
  expect(kept).toBeLessThan(unusedLength / 4);
  socket.socket.close();
  await socket.closed;
});

it('keeps of what a socket says when it connects its token alone', async () => {
  const open: WebSocket[] = [];
  const kept = await keptOfUnused(async (_n, more) => {
    const socket = new WebSocket(edge.endpoint.replace(/^http/, 'ws'), 'graphql-transport-ws');
    open.push(socket);
    await once(socket, 'open');
    socket.send(
      JSON.stringify({
        type: 'connection_init',
        payload: { authorization: `Bearer ${tokens.viewer}`, ...more },
      }),
    );
    await once(socket, 'message');
  });
  expect(kept).toBeLessThan(unusedLength / 4);
  for (const socket of open) socket.close();
});
