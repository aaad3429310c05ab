import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { putOutput } from '../pubsub/outputs.ts';
import { startEdge, tokens } from './edge.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Frame {
  id?: string;
  type: string;
  payload?: { data?: { output?: { kind: string; id: string | null } } };
}

/** A bare socket that is let in, for what no library of a client does. */
async function bare(authorization = `Bearer ${tokens.admin}`) {
  const edge = await startEdge();
  cleanups.push(edge.close);
  const socket = new WebSocket(edge.endpoint.replace(/^http/, 'ws'), 'graphql-transport-ws');
  cleanups.push(async () => socket.terminate());
  const told: Frame[] = [];
  socket.on('message', (data) => told.push(JSON.parse(String(data)) as Frame));
  const closed = once(socket, 'close').then(([code]) => Number(code));
  await once(socket, 'open');
  const say = (...messages: object[]) => {
    for (const message of messages) socket.send(JSON.stringify(message));
  };
  return {
    ...edge,
    socket,
    told,
    closed,
    say,
    async enter() {
      say({ type: 'connection_init', payload: { authorization } });
      await expect.poll(() => told[0]?.type).toBe('connection_ack');
    },
    /** Resolves once everything said before was worked off. */
    async settled() {
      const pongs = told.filter(({ type }) => type === 'pong').length;
      say({ type: 'ping' });
      await expect.poll(() => told.filter(({ type }) => type === 'pong').length).toBeGreaterThan(pongs);
    },
    open: async () => (await edge.metrics.subscriptions.get()).values[0]?.value,
  };
}

const subscribe = (id: string) => ({
  id,
  type: 'subscribe',
  payload: { query: 'subscription { output { kind id } }' },
});
const complete = (id: string) => ({ id, type: 'complete' });

describe('an id that is used again', () => {
  it('right after complete stands for the new subscription alone', async () => {
    const client = await bare();
    await client.enter();
    client.say(subscribe('1'));
    await expect.poll(() => client.told.length).toBe(2);
    client.say(complete('1'), subscribe('1'));
    await expect.poll(() => client.told.filter(({ type }) => type === 'next').length).toBe(2);
    await client.store.change(putOutput('one', 'flow-a'));
    await expect.poll(() => client.told.filter(({ type }) => type === 'next').length).toBe(3);
    expect(client.told.filter(({ type }) => type === 'complete')).toEqual([]);
    expect(await client.open()).toBe(1);
    client.say(complete('1'));
    await expect.poll(client.open).toBe(0);
    client.say(subscribe('1'));
    await expect.poll(client.open).toBe(1);
  });

  it.each([1, 2, 20])('%d times leaves nothing open once the socket is closed', async (times) => {
    const client = await bare();
    await client.enter();
    client.say(subscribe('1'));
    for (let n = 0; n < times; n += 1) client.say(complete('1'), subscribe('1'));
    await client.settled();
    await expect.poll(client.open).toBe(1);
    client.socket.close();
    await client.closed;
    await expect.poll(client.open).toBe(0);
  });

  it('leaves nothing open once its token is revoked', async () => {
    const token = 'fake-revoked-token-0000';
    const client = await bare(`Bearer ${token}`);
    await client.keepToken(token);
    await client.enter();
    client.say(subscribe('1'), complete('1'), subscribe('1'));
    await client.settled();
    await client.keepToken(token, { revokedAt: '2026-11-01T00:00:00.000Z' });
    expect(await client.closed).toBe(4403);
    await expect.poll(client.open).toBe(0);
  });

  it('and given up before its turn never begins', async () => {
    const client = await bare();
    await client.enter();
    client.say(subscribe('1'), complete('1'), subscribe('1'), complete('1'));
    await client.settled();
    await expect.poll(client.open).toBe(0);
    client.say({ ...subscribe('1'), payload: { query: '{ hello }' } });
    await expect
      .poll(() => client.told.filter(({ id }) => id === '1').map(({ type }) => type))
      .toEqual(expect.arrayContaining(['next', 'complete']));
  });

  it('while it stands for something closes the socket with 4409, ending too', async () => {
    const client = await bare();
    await client.enter();
    client.say(subscribe('1'), complete('1'), subscribe('1'), subscribe('1'));
    expect(await client.closed).toBe(4409);
    await expect.poll(client.open).toBe(0);
  });
});

describe('what only a server says', () => {
  it.each([
    ['next', { id: '1', type: 'next', payload: {} }],
    ['error', { id: '1', type: 'error', payload: [{ message: 'x' }] }],
    ['connection_ack', { type: 'connection_ack' }],
  ])('closes the socket with 4400 when a client says it: %s', async (_type, message) => {
    const client = await bare();
    await client.enter();
    client.say(message);
    expect(await client.closed).toBe(4400);
    expect(client.lines.join('\n')).not.toContain('a message broke its socket');
  });
});
