import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Message } from '../_kit/messages.ts';
import { startTestApp, type TestApp, testTokens } from '../_kit/start-app.ts';

let app: TestApp;
let id: string;
let before: unknown;

const key = 'fake-fake-fake-0001';
const unknownId = Buffer.from('Destination:00000000-0000-4000-8000-000000000000').toString('base64url');

/** All that a refusal must leave as it is. */
/** What a refusal must leave alone. That it was refused is an event by itself. */
const standing = () =>
  app.query(
    '{ destinations { nodes { id name url version desiredState status } } presets { id name } events(first: 3, filter: { kind: [DESTINATION_CREATED, DESTINATION_UPDATED, DESTINATION_STATUS_CHANGED, DESTINATION_DELETED, CHANNEL_CHANGED, FLOW_CHANGED, PRESET_CHANGED, SYSTEM] }) { nodes { id } } }',
  );
const calls = async () => (await app.emulator.calls()).length;
/** Asks, and expects that no call to AWS comes of it. A look may come meanwhile, but not each time. */
const askAlone = <T>(ask: () => Promise<T>): Promise<T> =>
  vi.waitFor(async () => {
    const made = await calls();
    const answer = await ask();
    expect(await calls()).toBe(made);
    return answer;
  });

beforeAll(async () => {
  app = await startTestApp({ timeScale: 100 });
  const { createDestination } = await app.query<{ createDestination: { destination: { id: string } } }>(
    `mutation ($key: String!) { createDestination(input: { name: "A", platform: YOUTUBE, streamKey: $key }) { destination { id } } }`,
    { key },
  );
  id = createDestination.destination.id;
  before = await standing();
});
afterAll(() => app.close());

const codeOf = ({ errors }: Message) => errors?.[0]?.extensions?.['code'];

describe('a request that is refused', () => {
  const refusals: [string, string, () => object, string][] = [
    ['an unknown id', 'startDestination(input: $input)', () => ({ id: unknownId }), 'NOT_FOUND'],
    ['a malformed id', 'startDestination(input: $input)', () => ({ id: 'nonsense' }), 'NOT_FOUND'],
    [
      'a malformed url',
      'updateDestination(input: $input)',
      () => ({ id, url: 'http//nowhere' }),
      'INVALID_URL',
    ],
    [
      'a url of another scheme',
      'updateDestination(input: $input)',
      () => ({ id, url: 'https://a.example/live' }),
      'INVALID_URL',
    ],
    [
      'a key in the url',
      'updateDestination(input: $input)',
      () => ({ id, url: `rtmp://a.rtmp.youtube.com/live2/${key}` }),
      'KEY_IN_URL',
    ],
    [
      'a missing key',
      'createDestination(input: $input)',
      () => ({ name: 'B', platform: 'YOUTUBE' }),
      'STREAM_KEY_REQUIRED',
    ],
    [
      'a missing url',
      'createDestination(input: $input)',
      () => ({ name: 'B', platform: 'CUSTOM', streamKey: key }),
      'URL_REQUIRED',
    ],
    [
      'an empty name',
      'createDestination(input: $input)',
      () => ({ name: ' ', platform: 'YOUTUBE', streamKey: key }),
      'INVALID_NAME',
    ],
    [
      'a name that is taken',
      'createDestination(input: $input)',
      () => ({ name: 'A', platform: 'YOUTUBE', streamKey: key }),
      'NAME_TAKEN',
    ],
    [
      'a wrong version',
      'updateDestination(input: $input)',
      () => ({ id, name: 'B', expectedVersion: 99 }),
      'VERSION_CONFLICT',
    ],
    [
      'an unknown preset',
      'updateDestination(input: $input)',
      () => ({ id, presetId: 'nonsense' }),
      'INVALID_PRESET',
    ],
  ];
  const inputTypes: Record<string, string> = {
    startDestination: 'StartDestinationInput',
    updateDestination: 'UpdateDestinationInput',
    createDestination: 'CreateDestinationInput',
  };

  it.each(refusals)(
    'for %s says so, changes nothing and costs no call to AWS',
    async (_what, field, input, code) => {
      const type = inputTypes[field.split('(')[0] ?? ''];
      const query = `mutation ($input: ${type}!) { it: ${field} { destination { id } userErrors { code message path } } }`;
      const { it: payload } = await askAlone(() =>
        app.query<{ it: { destination: null; userErrors: { code: string; message: string }[] } }>(query, {
          input: input(),
        }),
      );
      expect(payload.userErrors.map((error) => error.code)).toContain(code);
      expect(payload.userErrors[0]?.message).not.toContain(key);
      expect(await standing()).toEqual(before);
    },
  );

  const start = 'mutation ($id: ID!) { startDestination(input: { id: $id }) { userErrors { code } } }';
  const token = 'mutation { createToken(input: { name: "x", role: ADMIN }) { token } }';
  it.each([
    ['no token', () => app.request(start, { id }, null), 401, 'UNAUTHENTICATED'],
    ['a bad token', () => app.request(start, { id }, 'fake-unknown-token'), 401, 'UNAUTHENTICATED'],
    [
      'a viewer who would change something',
      () => app.request(start, { id }, testTokens.viewer),
      200,
      'FORBIDDEN',
    ],
    [
      'an operator who would make a token',
      () => app.request(token, {}, testTokens.operator),
      200,
      'FORBIDDEN',
    ],
    ['a field that is not there', () => app.request('{ nothing }'), 200, 'BAD_USER_INPUT'],
    ['a missing variable', () => app.request(start, {}), 200, 'BAD_USER_INPUT'],
    ['a huge query', () => app.request(`{ ${'viewer { name } '.repeat(5_000)} }`), 413, 'BAD_USER_INPUT'],
    [
      'a wide query',
      () => app.request(`{ ${Array.from({ length: 600 }, (_, n) => `a${n}: viewer { name }`).join(' ')} }`),
      200,
      'BAD_USER_INPUT',
    ],
    [
      'a deep query',
      () =>
        app.request(`{ flow { ${'destinations { nodes { flow { '.repeat(5)} id ${'} } } '.repeat(5)} } }`),
      200,
      'BAD_USER_INPUT',
    ],
    [
      'a bad cursor',
      () => app.request('{ destinations(first: 1, after: "nonsense") { totalCount } }'),
      200,
      'BAD_USER_INPUT',
    ],
  ])('for %s says so, changes nothing and costs no call to AWS', async (_what, ask, status, code) => {
    const answer = await askAlone<{ status: number; body: Message }>(ask);
    expect({ status: answer.status, code: codeOf(answer.body) }).toEqual({ status, code });
    expect(await standing()).toEqual(before);
  });

  it('for invalid JSON says so', async () => {
    const response = await fetch(app.endpoint, {
      method: 'POST',
      body: '{"query":',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${testTokens.admin}` },
    });
    expect({ status: response.status, code: codeOf((await response.json()) as Message) }).toEqual({
      status: 400,
      code: 'BAD_USER_INPUT',
    });
  });

  it('answers null to a query for what is not there', async () => {
    const query =
      'query ($id: ID!) { destination(id: $id) { id } channel(id: $id) { id } flow(id: $id) { id } node(id: $id) { id } }';
    for (const unknown of [unknownId, 'nonsense', '']) {
      expect(await app.query(query, { id: unknown })).toEqual({
        destination: null,
        channel: null,
        flow: null,
        node: null,
      });
    }
  });
});

describe('roles', () => {
  const read = '{ destinations { totalCount } viewer { name role } }';
  const mutate = 'mutation { sync { userErrors { code } } }';
  const makeToken =
    'mutation { createToken(input: { name: "made", role: VIEWER }) { tokenId token userErrors { code } } }';
  const over = {
    http: async (query: string, token: string) => codeOf((await app.request(query, {}, token)).body),
    socket: async (query: string, token: string) => codeOf(await app.socket(token).subscribe(query).next()),
    stream: async (query: string, token: string) => codeOf(await (await app.stream(query, {}, token)).next()),
  };

  it.each(Object.entries(over))(
    'let viewers read, operators change and admins make tokens, over %s',
    async (_transport, ask) => {
      const { viewer, operator, admin } = testTokens;
      expect([await ask(read, viewer), await ask(read, operator), await ask(read, admin)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      expect([await ask(mutate, viewer), await ask(mutate, operator), await ask(mutate, admin)]).toEqual([
        'FORBIDDEN',
        undefined,
        undefined,
      ]);
      expect([
        await ask(makeToken, viewer),
        await ask(makeToken, operator),
        await ask(makeToken, admin),
      ]).toEqual(['FORBIDDEN', 'FORBIDDEN', undefined]);
    },
  );
});
