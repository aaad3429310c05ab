import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Cursor, decodeCursor, encodeCursor } from '../../src/domain/cursor.ts';
import { createFastClock } from '../_kit/fast-clock.ts';
import { type Message, Messages } from '../_kit/messages.ts';
import { startTestApp, type TestApp, type TestAppOptions, testTokens } from '../_kit/start-app.ts';

const apps: TestApp[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});
async function appWith(options?: TestAppOptions): Promise<TestApp> {
  const app = await startTestApp(options);
  apps.push(app);
  return app;
}

interface Change {
  kind: string;
  cursor: string;
  recordId: string | null;
  destination: { name: string; status: string } | null;
}
const document = `subscription ($after: Cursor, $ids: [ID!], $flowId: ID) {
  destinationChanged(after: $after, ids: $ids, flowId: $flowId) { kind cursor recordId destination { name status } }
}`;
const changeOf = ({ data, errors }: Message): Change => {
  if (!data) throw new Error(JSON.stringify(errors));
  return data['destinationChanged'] as Change;
};
const told = (messages: readonly Message[]) =>
  messages.map(changeOf).map(({ kind, destination }) => (destination ? `${kind} ${destination.name}` : kind));
const kind = (wanted: string) => (message: Message) => changeOf(message).kind === wanted;

function placeOf(cursor: string): Cursor {
  const place = decodeCursor(cursor);
  if (!place) throw new Error(`${cursor} is no cursor.`);
  return place;
}

async function create(app: TestApp, name: string): Promise<string> {
  const { createDestination } = await app.query<{
    createDestination: { destination: { id: string } | null; userErrors: object[] };
  }>(
    `mutation ($name: String!) {
      createDestination(input: { name: $name, platform: YOUTUBE, streamKey: "fake-fake-fake-0001" }) {
        destination { id } userErrors { code message }
      }
    }`,
    { name },
  );
  if (!createDestination.destination) throw new Error(JSON.stringify(createDestination.userErrors));
  return createDestination.destination.id;
}

const rename = (app: TestApp, id: string, name: string) =>
  app.query(
    'mutation ($id: ID!, $name: String!) { updateDestination(input: { id: $id, name: $name }) { userErrors { code } } }',
    { id, name },
  );
const remove = (app: TestApp, id: string) =>
  app.query('mutation ($id: ID!) { deleteDestination(input: { id: $id }) { userErrors { code } } }', { id });
const start = (app: TestApp, id: string) =>
  app.query('mutation ($id: ID!) { startDestination(input: { id: $id }) { userErrors { code } } }', { id });

async function createToken(app: TestApp, input: object): Promise<{ tokenId: string; token: string }> {
  const { createToken: made } = await app.query<{ createToken: { tokenId: string; token: string } }>(
    'mutation ($input: CreateTokenInput!) { createToken(input: $input) { tokenId token } }',
    { input },
  );
  return made;
}

it('1. lets in who shows a token that counts, and nobody else', async () => {
  const app = await appWith();
  const welcome = app.socket(testTokens.viewer);
  expect((await welcome.subscribe('{ viewer { role } }').next()).data).toEqual({
    viewer: { role: 'VIEWER' },
  });
  const stranger = app.socket('fake-stranger-token');
  stranger.subscribe(document);
  expect(await stranger.closed()).toMatchObject({ code: 4403, reason: 'UNAUTHENTICATED' });
});

it('2. tells what is there, where that ends, and then every change', async () => {
  const app = await appWith();
  await create(app, 'A');
  const b = await create(app, 'B');
  const changes = app.subscribe(document);
  await changes.next(kind('BOOKMARK'));
  const c = await create(app, 'C');
  await start(app, c);
  await changes.next((message) => changeOf(message).destination?.status === 'STARTING');
  await remove(app, b);
  const deleted = changeOf(await changes.next(kind('DELETED')));
  expect(deleted).toMatchObject({ recordId: b, destination: null });
  const all = told(changes.all);
  expect(all.slice(0, 4)).toEqual(['SNAPSHOT A', 'SNAPSHOT B', 'BOOKMARK', 'CREATED C']);
  expect(all).toContain('UPDATED C');
  const cursors = changes.all.map((message) => changeOf(message).cursor);
  expect(new Set(cursors).size).toBe(cursors.length);
});

it('3. goes on after the place a list is true at', async () => {
  const app = await appWith();
  await create(app, 'A');
  const { destinations } = await app.query<{ destinations: { asOf: string } }>('{ destinations { asOf } }');
  await create(app, 'B');
  const changes = app.subscribe(document, { after: destinations.asOf });
  await changes.next();
  expect(told(changes.all)).toEqual(['CREATED B']);
});

it('4. says BOOKMARK when nothing happens for ten seconds', async () => {
  const app = await appWith({ overrides: { clock: createFastClock(20) } });
  const changes = app.subscribe(document);
  const opening = changeOf(await changes.next(kind('BOOKMARK')));
  const input = {
    name: 'Of no destination',
    width: 640,
    height: 360,
    framesPerSecond: 30,
    videoBitrate: 800_000,
  };
  await app.query('mutation ($input: CreatePresetInput!) { createPreset(input: $input) { preset { id } } }', {
    input,
  });
  const heartbeat = changeOf(await changes.next(kind('BOOKMARK')));
  expect(heartbeat).toMatchObject({ recordId: null, destination: null });
  expect(heartbeat.cursor).not.toBe(opening.cursor);
});

it('5. tells exactly what was missed when the connection broke', async () => {
  const app = await appWith();
  const b = await create(app, 'B');
  let after: string | null = null;
  const socket = app.socket(testTokens.viewer, Number.POSITIVE_INFINITY);
  const changes = socket.subscribe(document, {
    get after() {
      return after;
    },
  });
  after = changeOf(await changes.next(kind('BOOKMARK'))).cursor;
  socket.drop();
  await remove(app, b);
  await changes.next(kind('DELETED'));
  after = changeOf(changes.all.at(-1) ?? {}).cursor;
  socket.drop();
  await create(app, 'C');
  await changes.next(kind('CREATED'));
  const once = told(changes.all).filter((line) => !line.startsWith('UPDATED') && line !== 'BOOKMARK');
  expect(once).toEqual(['SNAPSHOT B', 'DELETED', 'CREATED C']);
});

it('6. goes on from its cursor after the server was restarted', async () => {
  const app = await appWith();
  const a = await create(app, 'A');
  const { cursor } = changeOf(await app.subscribe(document).next(kind('BOOKMARK')));
  await rename(app, a, 'A2');
  await app.restart();
  await create(app, 'B');
  const resumed = app.socket().subscribe(document, { after: cursor });
  await resumed.next(kind('CREATED'));
  expect(told(resumed.all)).toEqual(['UPDATED A2', 'CREATED B']);
});

it('7. starts a snapshot again that was cut off', async () => {
  const app = await appWith();
  await create(app, 'A');
  await create(app, 'B');
  const { cursor } = changeOf(await app.subscribe(document).next(kind('SNAPSHOT')));
  const again = app.socket().subscribe(document, { after: cursor });
  await again.next(kind('BOOKMARK'));
  expect(told(again.all)).toEqual(['SNAPSHOT A', 'SNAPSHOT B', 'BOOKMARK']);
});

it('8. says RESYNC when the place is no longer kept, or is of another log', async () => {
  const app = await appWith({
    settings: { LUNORA_LOG_KEEP_ENTRIES: '5' },
    overrides: { clock: createFastClock(10) },
  });
  const a = await create(app, 'A');
  const { cursor } = changeOf(await app.subscribe(document).next(kind('BOOKMARK')));
  const { position } = app.app.store.state;
  for (let n = 0; n < 10; n += 1) await rename(app, a, `A${n}`);
  await expect.poll(() => app.app.store.floor, { timeout: 10_000 }).toBeGreaterThan(position);
  const foreign = Buffer.from('another.1.999999').toString('base64url');
  const future = encodeCursor({ ...placeOf(cursor), position: 1_000_000 });
  for (const after of [cursor, foreign, future]) {
    const resumed = app.socket().subscribe(document, { after });
    await resumed.next(kind('BOOKMARK'));
    expect(told(resumed.all)).toEqual(['RESYNC', 'SNAPSHOT A9', 'BOOKMARK']);
  }
});

it('9. refuses what is not a cursor', async () => {
  const app = await appWith();
  const refused = app.subscribe(document, { after: 'nonsense' });
  const reason = await refused.over();
  const errors = refused.all[0]?.errors ?? reason;
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

it('10. tells only what is asked for, and what a limited token may see', async () => {
  const app = await appWith();
  const a = await create(app, 'A');
  const b = await create(app, 'B');
  const { flow } = await app.query<{ flow: { id: string } }>('{ flow { id } }');
  const other = Buffer.from('Flow:arn:aws:mediaconnect:us-east-1:111122223333:flow:other').toString(
    'base64url',
  );
  const inside = await createToken(app, { name: 'inside', role: 'VIEWER', flowIds: [flow.id] });

  const only = app.subscribe(document, { ids: [b, 'no such id'] });
  const byFlow = app.subscribe(document, { flowId: flow.id });
  const elsewhere = app.subscribe(document, { flowId: other });
  const limited = app.socket(inside.token).subscribe(document);
  for (const changes of [only, byFlow, elsewhere, limited]) await changes.next(kind('BOOKMARK'));
  await rename(app, a, 'A2');
  await rename(app, b, 'B2');
  for (const changes of [only, byFlow, limited]) {
    await changes.next((message) => changeOf(message).destination?.name === 'B2');
  }
  expect(told(only.all)).toEqual(['SNAPSHOT B', 'BOOKMARK', 'UPDATED B2']);
  for (const changes of [byFlow, limited]) {
    expect(told(changes.all)).toEqual(['SNAPSHOT A', 'SNAPSHOT B', 'BOOKMARK', 'UPDATED A2', 'UPDATED B2']);
  }
  expect(told(elsewhere.all)).toEqual(['BOOKMARK']);
});

it('11. tells events as they happen, and ends with OUTDATED_CURSOR where they are no longer kept', async () => {
  const app = await appWith();
  const events = 'subscription ($after: Cursor) { events(after: $after) { cursor kind subjectName } }';
  await create(app, 'A');
  const { events: page } = await app.query<{ events: { nodes: { cursor: string }[] } }>(
    '{ events(first: 1) { nodes { cursor } } }',
  );
  await create(app, 'B');
  const follow = app.subscribe(events, { after: page.nodes[0]?.cursor });
  const isCreation = ({ data }: Message) =>
    (data?.['events'] as { kind: string } | undefined)?.kind === 'DESTINATION_CREATED';
  expect((await follow.next(isCreation)).data?.['events']).toMatchObject({ subjectName: 'B' });
  await create(app, 'C');
  expect((await follow.next(isCreation)).data?.['events']).toMatchObject({ subjectName: 'C' });

  const foreign = Buffer.from('another.1.999999').toString('base64url');
  const outdated = app.subscribe(events, { after: foreign });
  expect((await outdated.next()).errors?.[0]?.extensions?.['code']).toBe('OUTDATED_CURSOR');
  expect(await outdated.over()).toBe('complete');
});

it('12. closes what a token holds when it is revoked, and when it expires', async () => {
  const clock = createFastClock(20);
  const app = await appWith({ overrides: { clock } });
  const revoked = await createToken(app, { name: 'revoked', role: 'VIEWER' });
  const expiresAt = new Date(clock.now() + 80_000).toISOString();
  const expiring = await createToken(app, { name: 'expiring', role: 'VIEWER', expiresAt });
  const [first, second] = [app.socket(revoked.token), app.socket(expiring.token)];
  await first.subscribe(document).next();
  await second.subscribe(document).next();
  await app.query('mutation ($id: ID!) { revokeToken(input: { id: $id }) { tokenId } }', {
    id: revoked.tokenId,
  });
  expect(await first.closed()).toMatchObject({ code: 4403, reason: 'REVOKED' });
  expect(await second.closed()).toMatchObject({ code: 4403, reason: 'EXPIRED' });
  for (const { token } of [revoked, expiring]) {
    const again = app.socket(token);
    again.subscribe(document);
    expect(await again.closed()).toMatchObject({ code: 4403, reason: 'UNAUTHENTICATED' });
  }
});

it('12. closes what a token holds when one that it descends from is revoked', async () => {
  const app = await appWith();
  const parent = await createToken(app, { name: 'parent', role: 'ADMIN' });
  const made = await app.query<{ createToken: { token: string; tokenId: string } }>(
    'mutation { createToken(input: { name: "child", role: VIEWER }) { token tokenId } }',
    {},
    parent.token,
  );
  const { token, tokenId } = made.createToken;
  const socket = app.socket(token);
  await socket.subscribe(document).next();
  const answer = await app.query(
    'mutation ($id: ID!) { revokeToken(input: { id: $id }) { alsoRevoked { id revokedAt } } }',
    { id: parent.tokenId },
  );
  expect(answer).toEqual({
    revokeToken: { alsoRevoked: [{ id: tokenId, revokedAt: expect.stringContaining('T') }] },
  });
  expect(await socket.closed()).toMatchObject({ code: 4403, reason: 'REVOKED' });
  const again = app.socket(token);
  again.subscribe(document);
  expect(await again.closed()).toMatchObject({ code: 4403, reason: 'UNAUTHENTICATED' });
});

it('13. sends everyone away to come again when it stops, and they lose nothing', async () => {
  const app = await appWith();
  let after: string | null = null;
  const socket = app.socket(testTokens.viewer, Number.POSITIVE_INFINITY);
  const changes = socket.subscribe(document, {
    get after() {
      return after;
    },
  });
  after = changeOf(await changes.next(kind('BOOKMARK'))).cursor;
  await app.restart();
  expect(await socket.closed()).toMatchObject({ code: 1012 });
  await create(app, 'A');
  await changes.next(kind('CREATED'));
  expect(told(changes.all)).toEqual(['BOOKMARK', 'CREATED A']);
});

it('14. tells the same over an event stream', async () => {
  const app = await appWith();
  await create(app, 'A');
  const stream = await app.stream(document, {}, testTokens.viewer);
  const { cursor } = changeOf(await stream.next(kind('BOOKMARK')));
  expect(told(stream.all)).toEqual(['SNAPSHOT A', 'BOOKMARK']);
  stream.stop();
  await create(app, 'B');
  const token = await createToken(app, { name: 'short', role: 'VIEWER' });
  const resumed = await app.stream(document, { after: cursor }, token.token);
  expect(told([await resumed.next()])).toEqual(['CREATED B']);
  await app.query('mutation ($id: ID!) { revokeToken(input: { id: $id }) { tokenId } }', {
    id: token.tokenId,
  });
  const last = await resumed.next(({ errors }) => errors !== undefined);
  expect(last.errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
  expect(await resumed.over()).toBe('complete');
});

/** A client by hand, which can stop reading. */
async function openRaw(app: TestApp, query: string) {
  const socket = new WebSocket(app.endpoint.replace(/^http/, 'ws'), 'graphql-transport-ws');
  const messages = new Messages();
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('message', (data) => {
    const { type, payload } = JSON.parse(String(data));
    if (type === 'connection_ack')
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
    if (type === 'next') messages.push(payload);
  });
  await new Promise((resolve) => socket.once('open', resolve));
  const authorization = `Bearer ${testTokens.viewer}`;
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
  await messages.next();
  return { socket, messages, closed };
}

it('15. serves a reader that stopped reading from the log when it reads again, and nobody waits for it', async () => {
  const app = await appWith();
  const a = await create(app, 'A');
  const wide = Array.from({ length: 900 }, (_, n) => `name${n}: name`).join(' ');
  const quick = app.subscribe(document);
  await quick.next(kind('BOOKMARK'));
  const query = `subscription { destinationChanged { kind cursor recordId destination { name status ${wide} } } }`;
  const slow = await openRaw(app, query);
  await slow.messages.next(kind('BOOKMARK'));
  slow.socket.pause();
  const slowReaders = async () => {
    const metrics = await (await fetch(new URL('/metrics', app.endpoint))).text();
    return /^lunora_slow_readers (\d+)$/m.exec(metrics)?.[1];
  };
  let renamed = 0;
  for (let more = 5; more > 0 && renamed < 190; ) {
    renamed += 1;
    const name = `${renamed} ${'x'.repeat(60)}`;
    await rename(app, a, name);
    await quick.next((message) => changeOf(message).destination?.name === name);
    if ((await slowReaders()) === '1') more -= 1;
  }
  expect(await slowReaders()).toBe('1');
  slow.socket.resume();
  await slow.messages.next(
    (message) => changeOf(message).destination?.name.startsWith(`${renamed} `) === true,
  );
  const namesOf = (messages: Messages) => told(messages.all).filter((line) => line.startsWith('UPDATED'));
  expect(namesOf(slow.messages)).toEqual(namesOf(quick));
  expect(await slowReaders()).toBe('0');
  slow.socket.terminate();
}, 30_000);

it('16. closes a client that says too much', async () => {
  const app = await appWith();
  const quiet = app.socket(testTokens.viewer).subscribe(document);
  await quiet.next();
  const loud = await openRaw(app, document);
  for (let n = 0; n < 1_000; n += 1) loud.socket.send(JSON.stringify({ type: 'ping' }));
  expect(await loud.closed).toBe(1008);
  await create(app, 'A');
  await quiet.next(kind('CREATED'));
});

it('17. tells the same of the same positions in events and in changes', async () => {
  const app = await appWith();
  const changes = app.subscribe(document);
  const events = app.subscribe('subscription { events { cursor kind } }');
  await changes.next(kind('BOOKMARK'));
  const a = await create(app, 'A');
  await rename(app, a, 'A2');
  await create(app, 'B');
  await remove(app, a);
  await changes.next(kind('DELETED'));
  const eventOf = ({ data }: Message) => (data as { events: { cursor: string; kind: string } }).events;
  await events.next((message) => eventOf(message).kind === 'DESTINATION_DELETED');
  const wordOf: Record<string, string> = {
    DESTINATION_CREATED: 'CREATED',
    DESTINATION_UPDATED: 'UPDATED',
    DESTINATION_DELETED: 'DELETED',
  };
  const toldOf = (line: string | undefined, cursor: string) => line && `${placeOf(cursor).position} ${line}`;
  const byEvents = events.all.map(eventOf).flatMap((event) => toldOf(wordOf[event.kind], event.cursor) ?? []);
  const byChanges = changes.all.map(changeOf).map((change) => toldOf(change.kind, change.cursor));
  expect(byEvents.length).toBeGreaterThan(3);
  expect(byChanges.filter((line) => byEvents.includes(line ?? ''))).toEqual(byEvents);
});
