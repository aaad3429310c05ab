import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openEventStream } from '../_kit/event-stream.ts';
import { openSocket } from '../_kit/graphql-socket.ts';
import { putOutput } from '../pubsub/outputs.ts';
import { startEdge, tokens } from './edge.ts';
import { serverEndOf } from './fan-out/server-end-of.ts';

let edge: Awaited<ReturnType<typeof startEdge>>;
beforeEach(async () => {
  edge = await startEdge({ unreadWithinMs: 200 });
});
afterEach(() => edge.close());

/** Asks for more than the system itself takes for a connection, and reads none of it. Resolves once that is cut. */
async function leaveUnread(accept?: string): Promise<IncomingMessage> {
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${tokens.viewer}`,
    ...(accept && { accept }),
  };
  const sent = request(edge.endpoint, { method: 'POST', agent: false, headers });
  sent.end(JSON.stringify({ query: '{ long(length: 20000000) }' }));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  await once(serverEndOf(response.socket), 'close');
  return response;
}

it.each([undefined, 'application/json, text/event-stream'])(
  'cuts an answer that nobody reads, to a client that accepts %s',
  async (accept) => {
    const response = await leaveUnread(accept);
    response.resume();
    expect(await once(response, 'error')).toMatchObject([{ code: 'ECONNRESET' }]);
  },
);

it('leaves alone what is open for longer because there is nothing to say', async () => {
  const query = 'subscription { output { id } }';
  const socket = openSocket(edge.endpoint, tokens.viewer);
  const quiet = [socket.subscribe(query), await openEventStream(edge.endpoint, tokens.viewer, query)];
  for (const messages of quiet) await messages.next();
  await leaveUnread();
  await edge.store.change(putOutput('one', 'flow-a'));
  for (const messages of quiet) {
    expect((await messages.next()).data?.['output']).toMatchObject({ id: 'one' });
  }
  await socket.dispose();
});
