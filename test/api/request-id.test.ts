import { expect, it } from 'vitest';
import { startTestApp, testTokens } from '../_kit/start-app.ts';

it('takes no request id that holds a stream key in use: ids stand in events', async () => {
  await using app = await startTestApp();
  const key = 'fake-vv31-qq72-hh58-mm19';
  const post = (query: string, requestId: string) =>
    fetch(app.endpoint, {
      method: 'POST',
      body: JSON.stringify({ query }),
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${testTokens.admin}`,
        'x-request-id': requestId,
      },
    });
  const create = (name: string, streamKey: string) =>
    `mutation { createDestination(input: { name: "${name}", platform: YOUTUBE, streamKey: "${streamKey}" }) { destination { id } } }`;
  await post(create('A', key), 'mine-1');
  const answer = await post(create('B', 'fake-aa00-bb11-cc22-dd33'), `r-${key}`);
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  const { events } = await app.query<{ events: { nodes: { requestId: string | null }[] } }>(
    '{ events(first: 50) { nodes { requestId } } }',
  );
  const ids = events.nodes.map(({ requestId }) => requestId);
  expect(ids).toContain('mine-1');
  expect(JSON.stringify(ids)).not.toContain(key);
});
