import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { openEventStream } from '../_kit/event-stream.ts';
import { startEdge, tokens } from './edge.ts';

// Time stands still here: whoever waited for a deadline would wait for ever.
it('stops at once although somebody connected and asked nothing, as fetch does after a stream was aborted', async () => {
  const edge = await startEdge();
  const silent = connect(edge.port, '127.0.0.1');
  await once(silent, 'connect');
  const stream = await openEventStream(edge.endpoint, tokens.viewer, 'subscription { output { kind } }');
  await stream.next();
  stream.stop();
  await expect.poll(async () => (await edge.metrics.subscriptions.get()).values[0]?.value).toBe(0);
  const closed = once(silent.resume(), 'close');
  await edge.close();
  await closed;
});
