import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { decodeCursor } from '../../src/domain/cursor.ts';
import { type GraphqlSocket, openSocket } from '../_kit/graphql-socket.ts';
import { settled } from '../_kit/manual-clock.ts';
import { putOutput, say } from '../pubsub/outputs.ts';
import { startEdge, tokens } from './edge.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function edgeWith(...args: Parameters<typeof startEdge>) {
  const edge = await startEdge(...args);
  cleanups.push(edge.close);
  return {
    ...edge,
    socket(token: string | null = tokens.admin, retryAttempts = 0): GraphqlSocket {
      const socket = openSocket(edge.endpoint, token, retryAttempts);
      cleanups.push(socket.dispose);
      return socket;
    },
  };
}

const follow = 'subscription ($after: String) { output(after: $after) { kind id cursor } }';
type Message = { data?: Record<string, unknown> | null };
const changeOf = ({ data }: Message) =>
  data?.['output'] as { kind: string; id: string | null; cursor: string };
const about = (id: string) => (message: Message) => changeOf(message)?.id === id;
const kinds = (messages: readonly Message[]) => messages.map((message) => changeOf(message).kind);

/** A bare socket, for what no well-behaved client does. */
function raw(url: string, options: { origin?: string; path?: string } = {}) {
  const target = `${url.replace(/^http/, 'ws')}${options.path ?? '/graphql'}`;
  const socket = new WebSocket(
    target,
    'graphql-transport-ws',
    options.origin ? { origin: options.origin } : {},
  );
  cleanups.push(async () => socket.terminate());
  const opened = new Promise<string>((resolve) => {
    socket.on('open', () => resolve('open'));
    socket.on('error', (error) => resolve(error.message));
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  return { socket, opened, closed };
}

describe('GraphQL over a socket', () => {
  it('follows, queries and changes on one connection', async () => {
    const edge = await edgeWith();
    const socket = edge.socket();
    const changes = socket.subscribe(follow);
    await changes.next();
    expect(await socket.subscribe('{ whoAmI }').next()).toEqual({ data: { whoAmI: 'admin ADMIN' } });
    expect(await socket.subscribe('mutation { touch }').next()).toEqual({ data: { touch: 1 } });
    await edge.store.change(putOutput('one', 'flow-a'));
    await changes.next();
    expect(kinds(changes.all)).toEqual(['BOOKMARK', 'CREATED']);
  });

  it('gives each delivered event a context of its own', async () => {
    const edge = await edgeWith();
    const changes = edge.socket().subscribe(follow);
    await changes.next();
    await edge.store.change(putOutput('one', 'flow-a'));
    await changes.next();
    const [first, second] = edge.contexts;
    expect(new Set([first?.loaders.latestEvents, second?.loaders.latestEvents, undefined]).size).toBe(3);
    expect(first?.viewer.name).toBe('admin');
    expect(second?.viewer.name).toBe('');
  });

  it('lets go of a subscription that is stopped while nothing happens', async () => {
    const edge = await edgeWith();
    const changes = edge.socket().subscribe(follow);
    await changes.next();
    const open = async () => (await edge.metrics.subscriptions.get()).values[0]?.value;
    expect(await open()).toBe(1);
    changes.stop();
    await expect.poll(open).toBe(0);
  });

  it('lets go of everything when the connection breaks', async () => {
    const edge = await edgeWith();
    const socket = edge.socket();
    await socket.subscribe(follow).next();
    socket.drop();
    await expect.poll(async () => (await edge.metrics.subscriptions.get()).values[0]?.value).toBe(0);
    await expect.poll(async () => (await edge.metrics.sockets.get()).values[0]?.value).toBe(0);
  });

  it('resumes after a broken connection with what was missed, once', async () => {
    const edge = await edgeWith();
    const socket = edge.socket(tokens.viewer, 100);
    let after: string | null = null;
    const changes = socket.subscribe(follow, {
      get after() {
        return after;
      },
    });
    await changes.next();
    await edge.store.change(putOutput('one', 'flow-a'));
    const first = await changes.next(about('one'));
    after = changeOf(first).cursor;
    socket.drop();
    await edge.store.change(putOutput('two', 'flow-a'));
    await changes.next(about('two'));
    await edge.store.change(putOutput('three', 'flow-a'));
    await changes.next(about('three'));
    const ids = changes.all.map((message) => changeOf(message).id);
    expect(ids.filter((id) => id !== null)).toEqual(['one', 'two', 'three']);
    expect(decodeCursor(after)?.position).toBe(1);
  });
});

describe('who may connect', () => {
  it.each([null, 'fake-unknown-token'])('is not somebody with the token %s: 4403', async (token) => {
    const edge = await edgeWith();
    const socket = edge.socket(token);
    socket.subscribe(follow);
    expect(await socket.closed()).toMatchObject({ code: 4403, reason: 'UNAUTHENTICATED' });
  });

  it('is put out when the token is revoked', async () => {
    const edge = await edgeWith();
    await edge.keepToken('fake-kept');
    const socket = edge.socket('fake-kept');
    await socket.subscribe(follow).next();
    await edge.keepToken('fake-kept', { name: 'renamed' });
    await edge.keepToken('fake-kept', { revokedAt: '2026-11-01T12:00:00.000Z' });
    expect(await socket.closed()).toMatchObject({ code: 4403, reason: 'REVOKED' });
  });

  it('is put out when the token expires', async () => {
    const edge = await edgeWith();
    await edge.keepToken('fake-kept', { expiresAt: new Date(edge.clock.now() + 5_000).toISOString() });
    const socket = edge.socket('fake-kept');
    await socket.subscribe(follow).next();
    edge.clock.advance(5_000);
    expect(await socket.closed()).toMatchObject({ code: 4403, reason: 'EXPIRED' });
  });

  it('is told to come later with too many sockets', async () => {
    const edge = await edgeWith({ socketsPerToken: 1 });
    await edge.socket().subscribe(follow).next();
    const second = edge.socket();
    second.subscribe(follow);
    expect(await second.closed()).toMatchObject({ code: 1013 });
    await edge.socket(tokens.viewer).subscribe(follow).next();
  });

  it.each(['https://evil.example', 'null'])('is no page of %s', async (origin) => {
    const edge = await edgeWith();
    expect(await raw(edge.url, { origin }).opened).toContain('403');
  });

  it.each(['http://localhost:3000', 'https://allowed.example'])('may be a page of %s', async (origin) => {
    const edge = await edgeWith();
    expect(await raw(edge.url, { origin }).opened).toBe('open');
  });

  it('finds sockets only at the API', async () => {
    const edge = await edgeWith();
    expect(await raw(edge.url, { path: '/elsewhere' }).opened).toContain('404');
  });
});

describe('what is refused on a socket', () => {
  it.each([
    ['a syntax error', '{ hello'],
    ['an unknown field', 'subscription { outputs }'],
    ['a query too deep', `{ ${'nested { '.repeat(12)} hello ${'} '.repeat(12)} }`],
    ['a query too wide', `{ ${Array.from({ length: 1_001 }, (_, n) => `f${n}: hello`).join(' ')} }`],
    ['a bad cursor', 'subscription { output(after: "nonsense") { kind } }'],
  ])('%s, as BAD_USER_INPUT, and the socket goes on', async (_what, query) => {
    const edge = await edgeWith();
    const socket = edge.socket();
    const refused = socket.subscribe(query);
    const reason = await refused.over();
    const errors = (refused.all[0]?.errors ?? reason) as { extensions: { code: string } }[];
    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(await socket.subscribe('{ hello }').next()).toEqual({ data: { hello: 'world' } });
  });

  it('more operations than a socket carries', async () => {
    const edge = await edgeWith();
    const socket = edge.socket();
    for (let n = 0; n < 50; n += 1) await socket.subscribe(follow).next();
    expect(await socket.subscribe(follow).over()).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  });

  it('a frame too large, with 1009', async () => {
    const edge = await edgeWith();
    const { socket, opened, closed } = raw(edge.url);
    await opened;
    socket.send('x'.repeat(64 * 1024 + 1));
    expect(await closed).toBe(1009);
  });

  it.each([
    ['no JSON', 'hello', 4400],
    [
      'an operation before it is let in',
      JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ hello }' } }),
      4401,
    ],
  ])('%s', async (_what, text, code) => {
    const edge = await edgeWith();
    const { socket, opened, closed } = raw(edge.url);
    await opened;
    socket.send(text);
    expect(await closed).toBe(code);
  });

  it('mutations that come too fast', async () => {
    const edge = await edgeWith({ mutationsPerSecond: 1 });
    const socket = edge.socket();
    for (let n = 0; n < 4; n += 1) await socket.subscribe('mutation { touch }').next();
    expect(await socket.subscribe('mutation { touch }').next()).toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED' } }],
    });
  });
});

describe('errors on a socket', () => {
  it('nobody foresaw say INTERNAL and no more, in queries and in streams that break', async () => {
    const edge = await edgeWith();
    const socket = edge.socket();
    for (const query of ['{ breaks }', 'subscription { broken }']) {
      const messages = socket.subscribe(query);
      const message = await messages.next();
      expect(message.errors?.[0]?.extensions).toMatchObject({ code: 'INTERNAL' });
      expect(JSON.stringify(message)).not.toContain('internal detail');
      expect(await messages.over()).toBe('complete');
    }
    const { errors } = await socket.subscribe('{ breaks }').next();
    expect(edge.lines.join()).toContain(`"requestId":"${errors?.[0]?.extensions?.['requestId']}"`);
  });

  it('are logged under the id that their operation acts under', async () => {
    const edge = await edgeWith();
    const { data, errors } = await edge.socket().subscribe('{ requestId breaks }').next();
    expect(errors?.[0]?.extensions?.['requestId']).toBe(data?.['requestId']);
  });

  it('end a stream of events whose place is no longer kept', async () => {
    const edge = await edgeWith();
    await edge.store.change(say('hello'));
    const other = Buffer.from('another.1.999999').toString('base64url');
    const messages = edge
      .socket()
      .subscribe('subscription ($after: String) { said(after: $after) }', { after: other });
    expect((await messages.next()).errors?.[0]?.extensions?.['code']).toBe('OUTDATED_CURSOR');
    expect(await messages.over()).toBe('complete');
  });
});

describe('a socket that is open', () => {
  it('is asked every twelve seconds whether it is there, and cut when it is not', async () => {
    const edge = await edgeWith();
    const { socket, opened, closed } = raw(edge.url);
    await opened;
    await expect.poll(async () => (await edge.metrics.sockets.get()).values[0]?.value).toBe(1);
    const pinged = new Promise((resolve) => socket.once('ping', resolve));
    edge.clock.advance(12_000);
    await pinged;
    // Stops reading, so that no pong goes back.
    socket.pause();
    await settled();
    edge.clock.advance(12_000);
    edge.clock.advance(12_000);
    socket.resume();
    expect(await closed).toBe(1006);
  });

  it('is closed with 1012 when the server stops, and so are streams of events', async () => {
    const edge = await startEdge();
    const socket = openSocket(edge.endpoint, tokens.admin);
    cleanups.push(socket.dispose);
    await socket.subscribe(follow).next();
    const idle = raw(edge.url);
    await idle.opened;
    const stream = await edge.post({ query: follow }, { accept: 'text/event-stream' });
    const read = stream.text().then(
      () => 'ended',
      () => 'cut',
    );
    await edge.close();
    expect(await socket.closed()).toMatchObject({ code: 1012 });
    expect(await idle.closed).toBe(1012);
    expect(await read).toBe('cut');
    await expect(fetch(edge.url)).rejects.toThrow();
  });
});
