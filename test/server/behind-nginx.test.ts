import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEventStream } from '../_kit/event-stream.ts';
import { hasNginx, startNginx } from '../_kit/start-nginx.ts';
import { putOutput } from '../pubsub/outputs.ts';
import { startEdge, tokens } from './edge.ts';

let edge: Awaited<ReturnType<typeof startEdge>>;
beforeEach(async () => {
  edge = await startEdge();
});
afterEach(() => edge.close());

const follow = 'subscription { output { kind id } }';
const kindOf = ({ data }: { data?: Record<string, unknown> | null }) =>
  (data?.['output'] as { kind: string } | undefined)?.kind;

describe.skipIf(!hasNginx)('behind an nginx as it is installed', () => {
  it('an event stream is told each message as it comes', async () => {
    const nginx = await startNginx(edge.url);
    const stream = await openEventStream(`${nginx.url}/graphql`, tokens.viewer, follow);
    expect(kindOf(await stream.next())).toBe('BOOKMARK');
    await edge.store.change(putOutput('one', 'flow-a'));
    expect(kindOf(await stream.next())).toBe('CREATED');
    stream.stop();
    await nginx.stop();
  });
});

it('an event stream asks proxies to hold nothing back, and says how it is encoded only where it is', async () => {
  const abort = new AbortController();
  const response = await fetch(edge.endpoint, {
    method: 'POST',
    body: JSON.stringify({ query: 'subscription { said }' }),
    headers: {
      authorization: `Bearer ${tokens.viewer}`,
      accept: 'text/event-stream',
      'accept-encoding': 'gzip, br',
      'content-type': 'application/json',
    },
    signal: abort.signal,
  });
  const reader = response.body?.getReader();
  expect(String(Buffer.from((await reader?.read())?.value ?? ''))).toBe(':\n\n');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  expect(response.headers.get('content-encoding')).toBeNull();
  abort.abort();
});
