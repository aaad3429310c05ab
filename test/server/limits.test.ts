import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openEventStream } from '../_kit/event-stream.ts';
import { type GraphqlSocket, openSocket } from '../_kit/graphql-socket.ts';
import { startEdge, tokens } from './edge.ts';
import { openHandSocket } from './fan-out/hand-socket.ts';

const follow = 'subscription { output { kind } }';

let edge: Awaited<ReturnType<typeof startEdge>>;
const sockets: GraphqlSocket[] = [];
beforeEach(async () => {
  edge = await startEdge({ socketsPerToken: 3 });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) await socket.dispose();
  await edge.close();
});

function open(token: string): GraphqlSocket {
  const socket = openSocket(edge.endpoint, token);
  sockets.push(socket);
  return socket;
}

it('counts the sockets and event streams of a token together', async () => {
  const stream = await openEventStream(edge.endpoint, tokens.viewer, follow);
  await stream.next();
  for (let n = 0; n < 2; n += 1) await open(tokens.viewer).subscribe(follow).next();
  expect((await openEventStream(edge.endpoint, tokens.viewer, follow)).status).toBe(429);
  const fourth = open(tokens.viewer);
  fourth.subscribe(follow);
  expect(await fourth.closed()).toMatchObject({ code: 1013 });

  await open(tokens.operator).subscribe(follow).next();
  stream.stop();
  await expect
    .poll(async () => {
      const again = await openEventStream(edge.endpoint, tokens.viewer, follow);
      again.stop();
      return again.status;
    })
    .toBe(200);
});

it('lets in no more sockets of a token than it may have, however many come at once', async () => {
  const all = Array.from({ length: 10 }, () => open(tokens.viewer));
  const told = await Promise.all(
    all.map((socket) =>
      Promise.race([
        socket
          .subscribe(follow)
          .next()
          .then(
            () => 'let in',
            () => 'closed',
          ),
        socket.closed().then(({ code }) => code),
      ]),
    ),
  );
  expect(told.filter((what) => what === 'let in')).toHaveLength(3);
  for (const [n, socket] of all.entries()) {
    if (told[n] !== 'let in') expect(await socket.closed()).toMatchObject({ code: 1013 });
  }
});

it('carries 50 operations at once on a socket, and as many again when they are over', async () => {
  const socket = open(tokens.viewer);
  const followed = Array.from({ length: 51 }, () => socket.subscribe(follow));
  expect(await followed[50]?.over()).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  for (const messages of followed.slice(0, 50)) await messages.next();
  for (const messages of followed.slice(0, 50)) messages.stop();
  const more = Array.from({ length: 50 }, () => socket.subscribe(follow));
  for (const messages of more) await messages.next();
});

it('closes a socket that breaks the protocol with the code that says how', async () => {
  const { viewer } = tokens;
  const twice = await openHandSocket(edge.endpoint, viewer);
  for (let n = 0; n < 2; n += 1) twice.subscribe('one', follow);
  expect(await twice.closed).toBe(4409);
  const again = await openHandSocket(edge.endpoint, viewer);
  again.send({ type: 'connection_init' });
  expect(await again.closed).toBe(4429);
  const silent = new WebSocket(edge.endpoint.replace(/^http/, 'ws'), 'graphql-transport-ws');
  expect(await new Promise((resolve) => silent.once('close', resolve))).toBe(4408);
});
