import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { decodeId, encodeId } from '../../src/resolvers/global-id.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import type { Table } from '../../src/store/table.ts';
import { startTestApp, type TestApp, testTokens } from '../_kit/start-app.ts';

interface ShownEvent {
  kind: string;
  actor: string;
  actorId: string | null;
  actorType: string;
  requestId: string | null;
  message: string;
  denial: { reason: string; code: string; operation: string | null; address: string; count: number } | null;
}

const fields =
  'kind actor actorId actorType requestId message denial { reason code operation address count }';
const wrong = 'fake-wrong-token-0000';

let test: TestApp;
let table: Table;
/** The next write that this is true of fails. */
let fails = false;

beforeAll(async () => {
  const memory = createMemoryTable();
  const failing = <A extends unknown[], R>(verb: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      if (fails) throw new Error('the table is away');
      return verb(...args);
    };
  };
  table = {
    ...memory,
    put: failing(memory.put),
    update: failing(memory.update),
    get: failing(memory.get),
  };
  test = await startTestApp({ table });
});
afterAll(() => test.close());

async function denials(token = testTokens.admin, filter = '[SIGN_IN_FAILED, ACCESS_DENIED]') {
  const query = `{ events(first: 500, filter: { kind: ${filter} }) { nodes { ${fields} } } }`;
  return (await test.query<{ events: { nodes: ShownEvent[] } }>(query, {}, token)).events.nodes;
}

/** The records that a request, named by its id, left behind. */
const untilRecorded = (requestId: string) =>
  expect.poll(async () => (await denials()).filter((event) => event.requestId === requestId), {
    timeout: 10_000,
  });

function post(query: string, token: string | null, requestId: string, headers: Record<string, string> = {}) {
  return fetch(test.endpoint, {
    method: 'POST',
    body: JSON.stringify({ query }),
    headers: {
      'content-type': 'application/json',
      'x-request-id': requestId,
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
}

/** Opens a socket with a request id of its own, shows the token, and waits until it is closed. */
function knock(token: string | null, requestId: string): Promise<number> {
  const socket = new WebSocket(test.endpoint.replace(/^http/, 'ws'), 'graphql-transport-ws', {
    headers: { 'x-request-id': requestId },
  });
  const payload = token === null ? {} : { authorization: `Bearer ${token}` };
  socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })));
  return new Promise((resolve) => socket.once('close', resolve));
}

async function createToken(role: string, more = '') {
  const mutation = `mutation { createToken(input: { name: "${role} ${Math.random()}", role: ${role} ${more} }) { token tokenId userErrors { message } } }`;
  const { createToken } = await test.query<{ createToken: { token: string; tokenId: string } }>(mutation);
  return createToken;
}

/** Events name a token by its record, in an id of their own. */
const actorIdOf = (tokenId: string) => encodeId('Token', decodeId('AccessToken', tokenId) ?? '');

/** A second flow in the account, as soon as it was seen. */
async function addFlow(): Promise<string> {
  const { flows } = test.emulator.world.account;
  const flow = flows[test.emulator.seeded.flowArn];
  if (!flow) throw new Error('The account was not seeded.');
  const arn = `${flow.arn}-2`;
  flows[arn] = { ...structuredClone(flow), arn, outputs: [] };
  const isKnown = async () => {
    await test.query('mutation { sync { observedAt } }');
    return test.app.store.state.get('flow', arn) !== undefined;
  };
  await expect.poll(isKnown, { timeout: 10_000, interval: 100 }).toBe(true);
  return arn;
}

const anonymous = { kind: 'SIGN_IN_FAILED', actor: 'anonymous', actorId: null, actorType: 'TOKEN' };
const signIn = (reason: string) => ({
  ...{ reason, code: 'UNAUTHENTICATED', operation: null, address: '127.0.0.1', count: 1 },
});

describe('failed sign-ins', () => {
  it('over HTTP are recorded for admins: without a token, and with one that is not known', async () => {
    expect((await post('{ __typename }', null, 'http-none')).status).toBe(401);
    await untilRecorded('http-none').toMatchObject([{ ...anonymous, denial: signIn('NO_TOKEN') }]);
    expect((await post('{ __typename }', wrong, 'http-wrong')).status).toBe(401);
    await untilRecorded('http-wrong').toMatchObject([{ ...anonymous, denial: signIn('UNKNOWN_TOKEN') }]);
  });

  it('name the token where it was revoked, over sockets and event streams too, and never hold it', async () => {
    const { token, tokenId } = await createToken('OPERATOR');
    await test.query(`mutation { revokeToken(input: { id: "${tokenId}" }) { tokenId } }`);
    expect(await knock(token, 'socket-revoked')).toBe(4403);
    const known = { kind: 'SIGN_IN_FAILED', actor: expect.stringContaining('OPERATOR') };
    await untilRecorded('socket-revoked').toMatchObject([{ ...known, denial: signIn('REVOKED_TOKEN') }]);
    const [event] = (await denials()).filter(({ requestId }) => requestId === 'socket-revoked');
    expect(event?.actorId).toBe(actorIdOf(tokenId));

    const another = await createToken('VIEWER');
    await test.query(`mutation { revokeToken(input: { id: "${another.tokenId}" }) { tokenId } }`);
    const accept = { accept: 'text/event-stream' };
    const stream = 'subscription { events { id } }';
    expect((await post(stream, another.token, 'stream-revoked', accept)).status).toBe(401);
    await untilRecorded('stream-revoked').toMatchObject([{ denial: signIn('REVOKED_TOKEN') }]);
    expect(await knock('fake-unknown', 'socket-unknown')).toBe(4403);
    const stored = JSON.stringify(await allItems());
    for (const secret of [token, another.token, wrong, 'fake-unknown']) expect(stored).not.toContain(secret);
  });

  it('say that a token has expired', async () => {
    const { token } = await createToken(
      'VIEWER',
      `expiresAt: "${new Date(Date.now() + 1_500).toISOString()}"`,
    );
    const status = async () => (await post('{ __typename }', token, 'expired')).status;
    await expect.poll(status, { timeout: 10_000 }).toBe(401);
    await untilRecorded('expired').toMatchObject([{ denial: signIn('EXPIRED_TOKEN') }]);
  });

  it('do not hold a token that is shown as a request id as well', async () => {
    await post('{ __typename }', 'fake-token-in-id', 'fake-token-in-id', { 'x-forwarded-for': '192.0.2.7' });
    expect(JSON.stringify(await allItems())).not.toContain('fake-token-in-id');
  });
});

describe('refused requests', () => {
  it('for lack of a role are recorded with the token, the request and the mutation', async () => {
    const query = 'mutation { secretly: createToken(input: { name: "mine", role: ADMIN }) { token } }';
    const answer = (await (await post(query, testTokens.operator, 'role')).json()) as {
      errors: [{ extensions: { code: string } }];
    };
    expect(answer.errors[0].extensions.code).toBe('FORBIDDEN');
    await untilRecorded('role').toMatchObject([
      {
        ...{ kind: 'ACCESS_DENIED', actor: 'operator', actorId: null },
        message: "createToken was refused: the token's role does not cover it.",
        denial: {
          ...{ reason: 'ROLE', code: 'FORBIDDEN', operation: 'createToken' },
          ...{ address: '127.0.0.1', count: 1 },
        },
      },
    ]);
    await post('{ tokens { name } }', testTokens.viewer, 'role-of-query');
    await untilRecorded('role-of-query').toMatchObject([{ denial: { operation: 'tokens' } }]);
  });

  it('for reaching beyond the flows of a token are recorded, though it is told that there is no such thing', async () => {
    const create = `mutation ($input: CreateDestinationInput!) { createDestination(input: $input) { destination { id } userErrors { message } } }`;
    const { createDestination } = await test.query<{ createDestination: { destination: { id: string } } }>(
      create,
      {
        input: {
          ...{ name: 'Beyond', platform: 'YOUTUBE', url: 'rtmp://a.rtmp.youtube.com/live2' },
          streamKey: 'fake-key-0000-1111',
        },
      },
    );
    const { id } = createDestination.destination;
    const other = await addFlow();
    const { token, tokenId } = await createToken('ADMIN', `flowIds: ["${encodeId('Flow', other)}"]`);
    const flowId = encodeId('Flow', test.emulator.seeded.flowArn);
    const channelId = encodeId('Channel', test.emulator.seeded.primaryChannelId);
    const asked = [
      ['startDestination', `startDestination(input: { id: "${id}" })`],
      ['updateDestination', `updateDestination(input: { id: "${id}", name: "x" })`],
      ['stopFlow', `stopFlow(input: { id: "${flowId}" })`],
      ['stopChannel', `stopChannel(input: { id: "${channelId}" })`],
      ['stopDestinations', `stopDestinations(input: { flowId: "${flowId}" })`],
      ['startDestinations', `startDestinations(input: { ids: ["${id}"] })`],
      ['createToken', `createToken(input: { name: "x", role: VIEWER, flowIds: ["${flowId}"] })`],
    ] as const;
    for (const [operation, call] of asked) {
      const selected =
        operation === 'startDestinations' ? 'results { userErrors { code } }' : 'userErrors { code }';
      const answer = await post(`mutation { ${call} { ${selected} } }`, token, `beyond-${operation}`);
      const text = await answer.text();
      expect(text).toMatch(/NOT_FOUND/);
      await untilRecorded(`beyond-${operation}`).toMatchObject([
        {
          ...{ kind: 'ACCESS_DENIED', actor: expect.stringContaining('ADMIN'), actorId: actorIdOf(tokenId) },
          denial: { reason: 'FLOWS', code: expect.stringContaining('NOT_FOUND'), operation },
        },
      ]);
    }
    await post(
      'mutation { deletePreset(input: { id: "x" }) { userErrors { code } } }',
      token,
      'beyond-preset',
    );
    await untilRecorded('beyond-preset').toMatchObject([
      { denial: { reason: 'FLOWS', code: 'FORBIDDEN', operation: 'deletePreset' } },
    ]);
    await post('mutation { startDestination(input: { id: "x" }) { userErrors { code } } }', token, 'nothing');
    await post('{ tokens { name } }', testTokens.operator, 'after-nothing');
    await untilRecorded('after-nothing').toHaveLength(1);
    expect((await denials()).filter(({ requestId }) => requestId === 'nothing')).toEqual([]);

    // A limited ADMIN is not shown what others did, nor is anyone else.
    expect(await denials(token)).toEqual([]);
    expect(await denials(testTokens.viewer)).toEqual([]);
    expect((await denials(testTokens.viewer, '[SYSTEM]')).filter(({ denial }) => denial)).toEqual([]);
  });

  it('for a token that was to outlive its creator are recorded', async () => {
    const { token } = await createToken('ADMIN', 'expiresAt: "2099-01-01T00:00:00Z"');
    const input = '{ name: "heir", role: VIEWER, expiresAt: "2099-02-01T00:00:00Z" }';
    await post(`mutation { createToken(input: ${input}) { tokenId } }`, token, 'outlives');
    await untilRecorded('outlives').toMatchObject([
      { denial: { reason: 'EXPIRY', code: 'BAD_USER_INPUT', operation: 'createToken' } },
    ]);
  });

  it('are streamed to admins and to nobody else', async () => {
    const { events } = await test.query<{ events: { asOf: string } }>('{ events(first: 1) { asOf } }');
    const query = `subscription ($after: Cursor) { events(after: $after) { ${fields} } }`;
    const forAdmin = test.subscribe(query, { after: events.asOf });
    const forViewer = test.subscribe(query, { after: events.asOf }, testTokens.viewer);
    await post('mutation { sync(input: {}) { observedAt } }', testTokens.viewer, 'streamed');
    const told = (await forAdmin.next()) as { data: { events: ShownEvent } };
    expect(told.data.events).toMatchObject({ kind: 'ACCESS_DENIED', denial: { operation: 'sync' } });
    await test.query('mutation { createToken(input: { name: "afterwards", role: VIEWER }) { tokenId } }');
    const next = (await forViewer.next()) as { data: { events: ShownEvent } };
    expect(next.data.events.message).toContain('afterwards');
    forAdmin.stop();
    forViewer.stop();
  });
});

describe('many of them', () => {
  it('take two records: the first at once, the repeats together, also when the process stops before', async () => {
    const before = (await denials()).length;
    for (let n = 0; n < 20; n += 1) await post('{ __typename }', null, `again-${n}`);
    await test.restart();
    // The connections of before are closed, which fetch finds out as it uses them.
    let after: ShownEvent[] = [];
    const read = async () => {
      after = await denials().catch(() => []);
      return after.filter(({ requestId }) => requestId === 'again-19');
    };
    const message = expect.stringMatching(/no token was shown\. 2\d times more within the hour\.$/);
    await expect.poll(read, { timeout: 10_000 }).toMatchObject([{ message }]);
    expect(after.length - before).toBeLessThan(12);
  });

  it('are dropped and counted where the table is away, and no request waits or fails for it', async () => {
    const from = test.lines.length;
    fails = true;
    try {
      expect((await post('{ __typename }', wrong, 'lost-http')).status).toBe(401);
      const query = 'mutation { createToken(input: { name: "x", role: VIEWER }) { token } }';
      const answer = await post(query, testTokens.viewer, 'lost-role');
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
      await expect.poll(() => droppedIn(test.lines.slice(from)), { timeout: 30_000 }).toBe(2);
    } finally {
      fails = false;
    }
    await post('{ tokens { name } }', testTokens.viewer, 'found-again');
    await untilRecorded('found-again').toHaveLength(1);
  });
});

const droppedIn = (lines: readonly string[]): number =>
  lines
    .map((line) => JSON.parse(line) as { msg?: string; dropped?: number })
    .filter(({ msg }) => msg === 'audit records dropped')
    .reduce((sum, { dropped = 0 }) => sum + dropped, 0);

/** Everything that stands in the table. */
async function allItems(): Promise<unknown[]> {
  const found = [];
  for (const pk of ['LOG', 'EVENTS', 'HEAD']) {
    const { items } = await table.query({ pk });
    found.push(...items);
  }
  return [...found, test.app.store.state, await denials()];
}
