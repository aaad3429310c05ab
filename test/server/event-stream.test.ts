import { afterEach, beforeEach, expect, it } from 'vitest';
import { openEventStream } from '../_kit/event-stream.ts';
import { putOutput } from '../pubsub/outputs.ts';
import { startEdge, tokens } from './edge.ts';

let edge: Awaited<ReturnType<typeof startEdge>>;
beforeEach(async () => {
  edge = await startEdge();
});
afterEach(() => edge.close());

const follow = 'subscription ($after: String) { output(after: $after) { kind id cursor } }';
type Change = { kind: string; id: string | null; cursor: string };
const changeOf = (message: { data?: Record<string, unknown> | null }) => message.data?.['output'] as Change;
const open = () => edge.metrics.subscriptions.get().then(({ values }) => values[0]?.value);

it('follows over an event stream, and resumes after a cursor', async () => {
  const stream = await openEventStream(edge.endpoint, tokens.viewer, follow);
  expect(changeOf(await stream.next())).toMatchObject({ kind: 'BOOKMARK' });
  await edge.store.change(putOutput('one', 'flow-a'));
  const one = changeOf(await stream.next());
  expect(one).toMatchObject({ kind: 'CREATED', id: 'one' });
  stream.stop();
  await expect.poll(open).toBe(0);

  await edge.store.change(putOutput('two', 'flow-a'));
  const resumed = await openEventStream(edge.endpoint, tokens.viewer, follow, { after: one.cursor });
  expect(changeOf(await resumed.next())).toMatchObject({ kind: 'CREATED', id: 'two' });
  resumed.stop();
});

it('says UNAUTHENTICATED and ends when the token is revoked', async () => {
  await edge.keepToken('fake-kept');
  const stream = await openEventStream(edge.endpoint, 'fake-kept', follow);
  await stream.next();
  await edge.keepToken('fake-kept', { revokedAt: '2026-11-01T12:00:00.000Z' });
  expect((await stream.next()).errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
  expect(await stream.over()).toBe('complete');
  expect(await open()).toBe(0);
});

it('hides what nobody foresaw', async () => {
  const stream = await openEventStream(edge.endpoint, tokens.viewer, 'subscription { broken }');
  const message = await stream.next();
  expect(message.errors?.[0]?.extensions?.['code']).toBe('INTERNAL');
  expect(JSON.stringify(message)).not.toContain('internal detail');
  expect(await stream.over()).toBe('complete');
});

it('says what is wrong with a cursor', async () => {
  const stream = await openEventStream(edge.endpoint, tokens.viewer, follow, { after: 'nonsense' });
  expect((await stream.next()).errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
});

it.each(['*/*', 'application/json', 'text/*', 'multipart/mixed', 'text/event-stream;charset=latin1'])(
  'opens none for who accepts %s, and leaves nothing open',
  async (accept) => {
    const response = await edge.post({ query: follow }, { accept });
    expect(response.status).toBe(406);
    await response.text();
    await expect.poll(open).toBe(0);
  },
);

it('opens no more for a token than it may, however many ask at once', async () => {
  const streams = await Promise.all(
    Array.from({ length: 30 }, () => openEventStream(edge.endpoint, tokens.viewer, follow)),
  );
  expect(streams.filter(({ status }) => status === 200)).toHaveLength(10);
  expect(streams.filter(({ status }) => status === 429)).toHaveLength(20);
  const refused = streams.find(({ status }) => status === 429);
  expect((await refused?.next())?.errors?.[0]?.extensions?.['code']).toBe('RATE_LIMITED');
  for (const stream of streams) stream.stop();
  await expect.poll(open).toBe(0);
  expect((await openEventStream(edge.endpoint, tokens.viewer, follow)).status).toBe(200);
});
