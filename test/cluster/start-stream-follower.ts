import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { clusterToken } from './start-cluster.ts';
import type { Follower } from './start-follower.ts';
import { queries, type Stream, startTale } from './start-tale.ts';

/** A client over event streams, which comes again for ever. */
export function startStreamFollower(graphql: string, stream: Stream, start: string): Follower {
  const tale = startTale(stream, start);
  const headers = {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    authorization: `Bearer ${clusterToken}`,
  };
  let connects = 0;
  let sent: ClientRequest | null = null;
  let over = false;

  function connect(): void {
    if (over) return;
    sent = request(graphql, { method: 'POST', agent: false, headers }, read);
    sent.on('error', () => {});
    sent.on('close', () => setTimeout(connect, 20 + Math.random() * 200));
    sent.end(JSON.stringify({ query: queries[stream], variables: { after: tale.newest() } }));
  }

  function read(response: IncomingMessage): void {
    connects += 1;
    if (response.statusCode !== 200) tale.troubles.push(response.statusCode);
    let text = '';
    response.on('error', () => {});
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        if (block.startsWith('event: next')) tale.next(JSON.parse(block.slice(block.indexOf('{'))));
        if (block.startsWith('event: complete')) tale.troubles.push('complete');
      }
    });
  }

  connect();
  return {
    ...tale,
    connects: () => connects,
    drop: () => sent?.destroy(),
    async dispose() {
      over = true;
      sent?.destroy();
    },
  };
}
