import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import type { Table } from '../../src/store/table.ts';
import { type ForgedAnswer, type PassingCall, startAwsProxy } from '../_kit/aws-proxy.ts';
import type { Messages } from '../_kit/messages.ts';
import { startTestApp, type TestApp } from '../_kit/start-app.ts';

/** Every secret here has this word in it, so that no part of one goes unnoticed. */
const marker = /planted/i;
const tokens = {
  admin: 'fake-planted-admin-0000',
  operator: 'fake-planted-operator-0000',
  viewer: 'fake-planted-viewer-0000',
};
const secretKey = Buffer.from('planted planted planted planted!').toString('base64');
const firstKey = 'fake-planted-first-key-1111';
/** Looks different inside JSON and inside a URL, and begins with another key. */
const secondKey = `${firstKey}"\\/ü?planted=1&x`;
const foreignKey = 'fake-planted-foreign-3333';
const neverKept = 'fake-planted-never-kept-4444';
const place = 'rtmp://push.example.com/live';

let app: TestApp;
let proxy: Awaited<ReturnType<typeof startAwsProxy>>;
let forge: (call: PassingCall) => ForgedAnswer | null = () => null;
let breakTable: Error | null = null;
/** A key that AWS knows, as of now. */
let quoted = foreignKey;
const passed: PassingCall[] = [];
const written: string[] = [];
/** Every HTTP answer, whole. */
const answers: string[] = [];
const followed: Messages[] = [];
let made = '';

function watchedTable(table: Table): Table {
  const note = (item: unknown) => written.push(JSON.stringify(item));
  const orBreak = () => {
    if (breakTable) throw breakTable;
  };
  return {
    ...table,
    async getMany(keys) {
      orBreak();
      return table.getMany(keys);
    },
    async query(args) {
      orBreak();
      return table.query(args);
    },
    put(item, condition) {
      note(item);
      return table.put(item, condition);
    },
    update(key, set, condition) {
      note([key, set]);
      return table.update(key, set, condition);
    },
  };
}

beforeAll(async () => {
  proxy = await startAwsProxy((call) => {
    passed.push(call);
    return forge(call);
  });
  app = await startTestApp({
    table: watchedTable(createMemoryTable()),
    settings: {
      LUNORA_ADMIN_TOKEN: tokens.admin,
      LUNORA_OPERATOR_TOKEN: tokens.operator,
      LUNORA_VIEWER_TOKEN: tokens.viewer,
      LUNORA_SECRET_KEY: secretKey,
      LUNORA_LOG_LEVEL: 'trace',
    },
    awsBehind: ({ endpoints, seeded }) => {
      proxy.standBefore(endpoints.medialive);
      return { endpoints: { ...endpoints, medialive: proxy.url }, seeded };
    },
  });
});
afterAll(async () => {
  await app.close();
  await proxy.close();
});

interface Ask {
  token?: string | null;
  method?: string;
  path?: string;
  headers?: Record<string, string>;
}

/** Sends just this and keeps all of the answer. */
async function send(
  body: string | null,
  { token = tokens.admin, method = 'POST', path = '/graphql', headers }: Ask = {},
) {
  const response = await fetch(new URL(path, app.endpoint), {
    method,
    redirect: 'manual',
    headers: {
      'content-type': 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== null && { body }),
  });
  const text = await response.text();
  answers.push(`${response.status} ${JSON.stringify([...response.headers])} ${text}`);
  return text;
}

interface Answer {
  data?: Record<
    string,
    { destination?: { id: string } | null; userErrors: { code: string }[] } | null
  > | null;
  errors?: { message: string; extensions: { code: string } }[];
}
const ask = async (query: string, variables: object = {}, how: Ask = {}): Promise<Answer> =>
  JSON.parse(await send(JSON.stringify({ query, variables }), how)) as Answer;

async function mutate(field: string, input: object, how: Ask = { token: tokens.operator }) {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { destination { ${shown} } userErrors { code message path } } }`;
  const { data, errors } = await ask(query, { input }, how);
  expect(errors).toBeUndefined();
  const payload = data?.[field];
  return { id: payload?.destination?.id ?? '', codes: payload?.userErrors.map(({ code }) => code) };
}

const reason = 'statusReason { code message suggestedAction }';
const channel =
  'id name awsId arn state role playbackUrl inputs { awsId name } alerts { awsId alertType message }';
const shown = `id name url backupUrl srt { streamId } streamKey { fingerprint version setAt } status ${reason}
  tags { key value } channel { ${channel} } output { id name } version`;
const event = 'kind actor requestId message subjectId subjectName changes { field from to }';

interface Change {
  recordId: string;
  destination: { status: string; statusReason: { code: string; message: string } | null } | null;
}
const until = (
  changes: Messages,
  id: string,
  holds: (change: NonNullable<Change['destination']>) => boolean,
) =>
  changes.next(({ data }) => {
    const change = data?.['destinationChanged'] as Change;
    return change.recordId === id && change.destination !== null && holds(change.destination);
  });

/** The answer AWS gives in this test to some calls: it repeats what it was given. */
const echoing = (status: number, errorType: string, { body, path }: PassingCall): ForgedAnswer => {
  const names = [...body.matchAll(/"streamName":("(?:[^"\\]|\\.)*")/g)].map(
    ([, name]) => JSON.parse(name ?? '') as string,
  );
  const said = names.length > 0 ? names.join(', ') : `${firstKey} and ${encodeURIComponent(quoted)}`;
  return {
    status,
    errorType,
    body: {
      message: `Not with ${said} at ${path}`,
      validationErrors: [
        {
          elementPath: 'destinations[0].settings[0].streamName',
          errorMessage: `streamName "${said}" is not valid`,
        },
      ],
    },
  };
};

it('uses keys and tokens in every way there is, right and wrong', async () => {
  const { world } = app.emulator;
  const primary = world.account.channels[app.emulator.seeded.primaryChannelId];
  if (!primary) throw new Error('No primary channel was seeded.');
  const foreign = structuredClone({
    ...primary,
    id: '7777777',
    arn: primary.arn.replace(primary.id, '7777777'),
  });
  Object.assign(foreign.config, {
    destinations: [
      {
        id: 'a',
        settings: [
          { url: `rtmp://u:${foreignKey}@elsewhere.example/live/${foreignKey}`, streamName: foreignKey },
        ],
      },
    ],
  });
  world.account.channels[foreign.id] = foreign;

  const socket = app.socket(tokens.viewer);
  const changes = socket.subscribe(
    `subscription { destinationChanged { kind recordId destination { ${shown} } } }`,
  );
  const channels = socket.subscribe(
    `subscription { channelChanged { kind recordId channel { ${channel} } } }`,
  );
  followed.push(
    changes,
    channels,
    socket.subscribe(
      'subscription { flowChanged { kind recordId flow { id name source { streamId name } outputs { name } } } }',
    ),
    socket.subscribe('subscription { outputChanged { kind recordId output { id name listenerAddress } } }'),
    socket.subscribe(`subscription { events { ${event} } }`),
    await app.stream(
      `subscription { destinationChanged { kind recordId destination { ${shown} } } }`,
      {},
      tokens.viewer,
    ),
    await app.stream(`subscription { events { ${event} } }`, {}, tokens.operator),
  );
  await channels.next(
    ({ data }) => (data?.['channelChanged'] as { recordId: string } | undefined)?.recordId !== undefined,
  );

  // A token is shown once, to whom it was made for; that answer alone is not looked at.
  const createToken =
    'mutation { createToken(input: { name: "made", role: VIEWER, idempotencyKey: "once" }) { tokenId token } }';
  const { body } = await app.request(createToken, {}, tokens.admin);
  const created = body.data?.['createToken'] as { tokenId: string; token: string } | undefined;
  made = created?.token ?? '';
  expect(made).not.toBe('');
  await ask(createToken);
  await ask('{ viewer { name } }', {}, { token: made });
  await ask('mutation { sync { observedAt } }', {}, { token: made });
  await ask('mutation ($id: ID!) { revokeToken(input: { id: $id }) { tokenId userErrors { code } } }', {
    id: created?.tokenId,
  });
  await ask('{ viewer { name } }', {}, { token: made });
  await ask('{ viewer { name } }', {}, { token: `${tokens.admin}-but-wrong` });

  const custom = { platform: 'CUSTOM', url: place };
  const { id } = await mutate('createDestination', {
    ...custom,
    name: 'A',
    streamKey: firstKey,
    idempotencyKey: firstKey,
  });
  await mutate('createDestination', { ...custom, name: 'A', streamKey: secondKey, idempotencyKey: firstKey });

  const youtube = { name: 'B', platform: 'YOUTUBE' };
  const refusals: [string, object, string][] = [
    [
      'createDestination',
      { ...youtube, url: `rtmp://user:${neverKept}@a.rtmp.youtube.com/live2` },
      'KEY_IN_URL',
    ],
    ['createDestination', { ...youtube, url: `rtmp://a.rtmp.youtube.com/live2/${neverKept}` }, 'KEY_IN_URL'],
    [
      'createDestination',
      { ...youtube, url: `rtmp://a.rtmp.youtube.com/live2?streamkey=${neverKept}` },
      'KEY_IN_URL',
    ],
    [
      'createDestination',
      { ...custom, name: 'B', url: `${place}/${firstKey}x`, streamKey: firstKey },
      'KEY_IN_URL',
    ],
    ['createDestination', { ...youtube, streamKey: `${neverKept} with spaces` }, 'INVALID_STREAM_KEY'],
    ['createDestination', { ...youtube, streamKey: `${place}/${neverKept}` }, 'INVALID_STREAM_KEY'],
    ['createDestination', { ...youtube, name: `my ${neverKept}`, streamKey: neverKept }, 'INVALID_NAME'],
    ['createDestination', { ...youtube, url: `${neverKept}`, streamKey: 'some-other-word' }, 'INVALID_URL'],
    [
      'createDestination',
      { ...youtube, streamKey: neverKept, tags: [{ key: 'key', value: neverKept }] },
      'INVALID_TAG',
    ],
    ['updateDestination', { id, name: `was ${firstKey}` }, 'INVALID_NAME'],
    [
      'updateDestination',
      { id, url: `rtmp://push.example.com/${encodeURIComponent(firstKey)}/live` },
      'KEY_IN_URL',
    ],
    ['updateDestination', { id, tags: [{ key: firstKey, value: '' }] }, 'INVALID_TAG'],
    ['rotateStreamKey', { id, streamKey: secondKey, expectedVersion: 99 }, 'VERSION_CONFLICT'],
    ['rotateStreamKey', { id: 'nonsense', streamKey: neverKept }, 'NOT_FOUND'],
    ['startDestination', { id: neverKept }, 'NOT_FOUND'],
  ];
  for (const [field, input, code] of refusals) {
    expect({ input, codes: (await mutate(field, input)).codes }).toMatchObject({
      codes: expect.arrayContaining([code]),
    });
  }

  const create =
    'mutation ($input: CreateDestinationInput!) { createDestination(input: $input) { destination { id } } }';
  const literal = (input: string) => `mutation { createDestination(input: ${input}) { destination { id } } }`;
  const malformed = [
    `{ destination(id: "a") { "${neverKept}" } }`,
    literal(`{ name: "B", platform: YOUTUBE, streamKey: ${neverKept} }`),
    literal(`{ name: "B", platform: "${neverKept}", streamKey: "${neverKept}" }`),
    literal(`{ name: "B", streamKey: "${neverKept}" }`),
    `${create} "${neverKept}`,
    `{ events(after: "${neverKept}") { nodes { id } } destinations(after: "${neverKept}") { totalCount } }`,
    `subscription { destinationChanged(after: "${neverKept}") { kind } }`,
  ];
  for (const query of malformed) {
    expect((await ask(query)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    const refused = socket.subscribe(query);
    followed.push(refused);
    answers.push(JSON.stringify(await refused.over()));
    followed.push(await app.stream(query, {}, tokens.operator));
  }
  for (const input of [
    { ...youtube, streamKey: [neverKept] },
    { ...youtube, streamKey: neverKept, unheardOf: 1 },
    { name: 'B', streamKey: neverKept },
    { ...youtube, platform: neverKept },
    neverKept,
  ]) {
    expect((await ask(create, { input })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    const refused = socket.subscribe(create, { input });
    followed.push(refused);
    answers.push(JSON.stringify(await refused.over()));
  }
  await send(`{"query": "{ viewer { name } }", "variables": {"key": "${neverKept}"`);
  await send(neverKept);
  await send(neverKept, { headers: { 'content-type': `text/${neverKept}` } });
  await send(JSON.stringify({ query: { streamKey: neverKept }, variables: neverKept }));
  await send(null, { method: 'GET', path: `/graphql?query=${encodeURIComponent(malformed[0] ?? '')}` });
  await send(null, { method: 'GET', path: `/graphql?query={viewer{name}}&variables=${neverKept}` });
  await send(null, { method: 'GET', path: `/${neverKept}?token=${tokens.admin}`, token: null });
  await send(null, { method: 'PUT', path: `/graphql?key=${neverKept}` });

  // What AWS refuses, it quotes: a channel as invalid, then as forbidden, its start as a conflict; then it does it.
  const refusing: [string, number, string][] = [
    ['/prod/channels', 422, 'UnprocessableEntityException'],
    ['/prod/channels', 403, 'ForbiddenException'],
    ['/start', 409, 'ConflictException'],
  ];
  for (const [path, status, errorType] of refusing) {
    forge = (call) =>
      call.method === 'POST' && call.path.endsWith(path) ? echoing(status, errorType, call) : null;
    await mutate('startDestination', { id });
    await until(changes, id, ({ statusReason }) => /\[hidden\]/.test(statusReason?.message ?? ''));
    forge = () => null;
    await mutate('stopDestination', { id });
    await until(changes, id, ({ status }) => status === 'IDLE');
  }
  await mutate('startDestination', { id });
  await until(changes, id, ({ status }) => status === 'RUNNING');

  forge = (call) =>
    /\/alerts\?/.test(call.path)
      ? {
          status: 200,
          errorType: '',
          body: {
            alerts: [
              {
                id: randomUUID(),
                alertType: 'Failed RTMP Connection',
                message: `No one at ${place}/${firstKey}, nor at ${encodeURIComponent(foreignKey)}`,
                pipelineId: '0',
                state: 'SET',
                setTimestamp: new Date().toISOString(),
              },
            ],
          },
        }
      : null;
  await channels.next(({ data }) => JSON.stringify(data).includes('nor at [hidden]'));

  forge = (call) =>
    call.method === 'GET' && call.path.startsWith('/prod/channels')
      ? echoing(403, 'ForbiddenException', call)
      : null;
  await vi.waitFor(
    async () =>
      expect(await send(JSON.stringify({ query: '{ system { aws { lastError } } }' }))).toContain('[hidden]'),
    {
      timeout: 15_000,
      interval: 100,
    },
  );
  forge = ({ method, path, body }) =>
    method === 'PUT' && path.startsWith('/prod/channels')
      ? echoing(422, 'UnprocessableEntityException', { method, path, body })
      : null;
  await mutate('rotateStreamKey', { id, streamKey: secondKey, apply: 'RESTART_NOW' });
  quoted = secondKey;
  await until(changes, id, ({ statusReason }) => /streamName .*\[hidden\]/.test(statusReason?.message ?? ''));
  forge = () => null;
  await mutate('retryDestination', { id }, { token: tokens.admin }).catch(() => {});

  // Accidents of our own: an error that carries a key, and a sealed key that cannot be opened.
  breakTable = new Error(`cannot read ${place}/${secondKey} as ${tokens.admin}`);
  const broken = await ask(`{ events(first: 5) { nodes { ${event} } } sessions { nodes { id } } }`);
  expect(broken.errors).toMatchObject([{ path: ['sessions'], extensions: { code: 'INTERNAL' } }]);
  breakTable = null;
  const { id: other } = await mutate('createDestination', { ...custom, name: 'C', streamKey: foreignKey });
  const { store } = app.app;
  const rawId = [...store.state.all('destination')].find(({ name }) => name === 'C')?.id ?? '';
  await store.change((state) => {
    const record = state.get('destination', rawId);
    if (!record?.streamKey) throw new Error('It is not there.');
    const streamKey = { ...record.streamKey, sealed: `${record.streamKey.sealed.slice(0, -6)}AAAAAA` };
    const changed = { ...record, streamKey };
    return {
      changes: [{ type: 'destination', kind: 'UPDATED', id: rawId, flowId: record.flowId, record: changed }],
      events: [],
      value: undefined,
    };
  });
  await mutate('startDestination', { id: other });
  await until(changes, other, ({ statusReason }) => /cannot be opened/.test(statusReason?.message ?? ''));
  expect(app.lines.join('')).toContain('UnsealError');

  await ask(`{ viewer { name } presets { name } quotas { name } system { aws { lastError } }
    flow { name source { streamId } sources { name } outputs { name } destinations { nodes { ${shown} } } }
    destinations(first: 50) { nodes { ${shown} sessions { nodes { id endReason destinationName } } } }
    channels(first: 50) { nodes { ${channel} destinations { id } } }
    events(first: 100) { nodes { ${event} subject { id } } } sessions(first: 50) { nodes { id destinationName } } }`);
  await ask('query ($id: ID!) { node(id: $id) { id ... on Destination { name url } } }', { id });
  await mutate('deleteDestination', { id });
  await changes.next(({ data }) => {
    const change = data?.['destinationChanged'] as Change & { kind: string };
    return change.recordId === id && change.kind === 'DELETED';
  });
  await ask(
    `{ events(first: 100) { nodes { ${event} } } sessions(first: 50) { nodes { id destinationName } } }`,
  );
  for (const path of ['/metrics', '/healthz', '/readyz', '/']) await send(null, { method: 'GET', path });
}, 60_000);

const all = (texts: readonly string[]) =>
  texts.filter(
    (text) => marker.test(text) || (made !== '' && text.includes(made)) || text.includes(secretKey),
  );

it('writes them into no log line', () => {
  expect(app.lines.length).toBeGreaterThan(5);
  expect(app.lines.join('')).toContain('[hidden]');
  expect(all(app.lines)).toEqual([]);
});

it('repeats them in no answer, its headers included', () => {
  expect(answers.length).toBeGreaterThan(50);
  expect(all(answers)).toEqual([]);
});

it('tells them to nobody who follows, over sockets and event streams', () => {
  const messages = followed.flatMap((one) => [
    ...one.all.map((message) => JSON.stringify(message)),
    JSON.stringify(one.ended),
  ]);
  expect(messages.length).toBeGreaterThan(50);
  expect(messages.join('')).toContain('[hidden]');
  expect(all(messages)).toEqual([]);
});

it('keeps them in the table only as they are sealed', () => {
  expect(written.join('')).toMatch(/sealed\\*":\\*"v1\./);
  expect(all(written)).toEqual([]);
});

it('gives AWS a key as a stream name, and nowhere else', () => {
  const bodies = passed.map(({ path, body }) => `${path} ${body}`);
  expect(bodies.filter((text) => marker.test(text)).length).toBeGreaterThan(2);
  expect(all(bodies.map((text) => text.replaceAll(/"streamName":"(?:[^"\\]|\\.)*"/g, '')))).toEqual([]);
});
