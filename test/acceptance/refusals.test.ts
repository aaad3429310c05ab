import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Entry } from '../../src/domain/log.ts';
import { testTokens } from '../_kit/start-app.ts';
import { type Operator, startOperator } from './operator.ts';

let operator: Operator;
const entries: Entry[] = [];
const ids = {
  running: '',
  idle: '',
  leaving: '',
  own: '',
  builtIn: '',
  channel: '',
  unmanaged: '',
  flow: '',
  other: '',
};
const made = { elsewhere: '', revoked: '', expired: '' };
const idOf = (type: string, raw: string) => Buffer.from(`${type}:${raw}`).toString('base64url');

interface Payload {
  result: { userErrors: { code: string; path: string[] | null; message: string }[] } & Record<
    string,
    unknown
  >;
}
const inputTypes: Record<string, string> = {
  startDestinations: 'BulkInput',
  stopDestinations: 'BulkInput',
  retryDestination: 'DestinationActionInput',
  startFlow: 'FlowActionInput',
  startChannel: 'ChannelActionInput',
  stopChannel: 'ChannelActionInput',
  restartChannel: 'ChannelActionInput',
};
const ask = (field: string, input: object, token?: string) => {
  const type = inputTypes[field] ?? `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { result: ${field}(input: $input) { userErrors { code path message } } }`;
  return operator.request(query, { input }, token);
};

/** What a refusal must leave alone: everything but what looking at AWS brings. */
async function standing() {
  const wishes = entries
    .flatMap(({ changes }) => changes)
    // A token's first use is noted, which is nobody's wish.
    .filter(
      ({ type, kind }) => !['eye', 'leadership'].includes(type) && !(type === 'token' && kind === 'UPDATED'),
    );
  return {
    // That it was refused is an event by itself.
    events: entries.flatMap(({ events }) => events).filter(({ denial }) => !denial).length,
    wishes: wishes.filter(({ type }) => type !== 'channel' && type !== 'output').length,
    acts: (await operator.emulator.acts()).length,
  };
}

beforeAll(async () => {
  operator = await startOperator({ settings: { LUNORA_MUTATIONS_PER_SECOND: '1000' } });
  await operator.ready();
  const { emulator, app } = operator;
  const { channels, flows } = emulator.world.account;
  const primary = channels[emulator.seeded.primaryChannelId];
  const flow = Object.values(flows).find(({ arn }) => arn === emulator.seeded.flowArn);
  if (!primary || !flow) throw new Error('The account was not seeded.');
  channels['7777777'] = {
    ...structuredClone(primary),
    id: '7777777',
    arn: primary.arn.replace(primary.id, '7777777'),
  };
  const otherArn = `${flow.arn}-2`;
  flows[otherArn] = { ...structuredClone(flow), arn: otherArn, outputs: [] };
  ids.flow = idOf('Flow', flow.arn);
  ids.other = idOf('Flow', otherArn);
  ids.unmanaged = idOf('Channel', '7777777');
  await vi.waitFor(
    async () => {
      await operator.query('mutation { sync { observedAt } }');
      expect(app.store.state.get('flow', otherArn)?.state).toBe('ACTIVE');
      expect(app.store.state.get('channel', '7777777')?.role).toBe('UNMANAGED');
    },
    { timeout: 15_000, interval: 250 },
  );

  const live = await operator.follow();
  const { createPreset } = await operator.query<{ createPreset: { preset: { id: string } } }>(
    'mutation { createPreset(input: { name: "own", width: 1280, height: 720, framesPerSecond: 30, videoBitrate: 3000000 }) { preset { id } } }',
  );
  ids.own = createPreset.preset.id;
  const { presets } = await operator.query<{ presets: { id: string; builtIn: boolean }[] }>(
    '{ presets { id builtIn } }',
  );
  ids.builtIn = presets.find(({ builtIn }) => builtIn)?.id ?? '';
  ids.running = await operator.youtube('Running', { presetId: ids.own });
  ids.leaving = await operator.youtube('Leaving');
  ids.idle = await operator.youtube('Idle');
  for (const id of [ids.running, ids.leaving]) {
    await operator.start(id);
    await live.untilStatus(id, 'RUNNING');
  }
  const { destination } = await operator.query<{ destination: { channel: { id: string } } }>(
    'query ($id: ID!) { destination(id: $id) { channel { id } } }',
    { id: ids.running },
  );
  ids.channel = destination.channel.id;

  // From here on AWS takes its time, so that what is being deleted stays so.
  await emulator.settings({ timeScale: 20 });
  await operator.remove(ids.leaving);
  await live.untilStatus(ids.leaving, 'DELETING');
  await live.until(ids.leaving, (change) => change.destination?.channel?.state === 'STOPPING');

  const token = async (input: object) => {
    const { createToken } = await operator.query<{ createToken: { tokenId: string; token: string } }>(
      'mutation ($input: CreateTokenInput!) { createToken(input: $input) { tokenId token } }',
      { input },
    );
    return createToken;
  };
  made.elsewhere = (await token({ name: 'elsewhere', role: 'OPERATOR', flowIds: [ids.other] })).token;
  const revoked = await token({ name: 'revoked', role: 'ADMIN' });
  made.revoked = revoked.token;
  await operator.query('mutation ($id: ID!) { revokeToken(input: { id: $id }) { tokenId } }', {
    id: revoked.tokenId,
  });
  made.expired = (
    await token({ name: 'brief', role: 'ADMIN', expiresAt: new Date(Date.now() + 1_000).toISOString() })
  ).token;
  await vi.waitFor(
    async () => expect((await operator.request('{ viewer { name } }', {}, made.expired)).status).toBe(401),
    { timeout: 10_000, interval: 100 },
  );
  await operator.query(
    'mutation ($id: ID!) { updateDestination(input: { id: $id, name: "Idle 2", idempotencyKey: "used" }) { userErrors { code } } }',
    { id: ids.idle },
  );
  app.store.onEntry((entry) => entries.push(entry));
}, 60_000);
afterAll(() => operator.close());

const create = { name: 'New', platform: 'YOUTUBE', streamKey: 'fake-fake-fake-0002' };
const preset = { name: 'New', width: 1280, height: 720, framesPerSecond: 30, videoBitrate: 3_000_000 };

describe('a person is told what is wrong, and nothing happens: ', () => {
  const refusals: [string, string, () => object, string, string[]?][] = [
    ['an id of another type', 'startDestination', () => ({ id: ids.flow }), 'NOT_FOUND'],
    ['a raw id', 'stopDestination', () => ({ id: '00000000-0000-4000-8000-000000000000' }), 'NOT_FOUND'],
    ['an unknown flow', 'startFlow', () => ({ id: idOf('Flow', 'arn:none') }), 'NOT_FOUND'],
    ['a destination as a channel', 'startChannel', () => ({ id: ids.idle }), 'NOT_FOUND'],
    [
      'a flow that is not there',
      'createDestination',
      () => ({ ...create, flowId: idOf('Flow', 'arn:none') }),
      'FLOW_NOT_FOUND',
      ['input', 'flowId'],
    ],
    [
      'a shared channel',
      'createDestination',
      () => ({ ...create, deliveryMode: 'SHARED_CHANNEL' }),
      'DELIVERY_MODE_NOT_SUPPORTED',
      ['input', 'deliveryMode'],
    ],
    [
      'a provisioned channel',
      'createDestination',
      () => ({ ...create, deliveryMode: 'PROVISIONED_CHANNEL' }),
      'DELIVERY_MODE_NOT_SUPPORTED',
      ['input', 'deliveryMode'],
    ],
    [
      'SRT on a channel',
      'createDestination',
      () => ({ ...create, platform: 'CUSTOM', url: 'srt://a.example:7001' }),
      'PROTOCOL_NOT_SUPPORTED',
      ['input', 'url'],
    ],
    [
      'RTMP from a flow',
      'createDestination',
      () => ({ name: 'New', platform: 'CUSTOM', deliveryMode: 'FLOW_OUTPUT', url: 'rtmp://a.example/live' }),
      'PROTOCOL_NOT_SUPPORTED',
      ['input', 'url'],
    ],
    [
      'RIST, not offered yet',
      'createDestination',
      () => ({
        name: 'New',
        platform: 'CUSTOM',
        deliveryMode: 'FLOW_OUTPUT',
        protocol: 'RIST',
        url: 'rist://a.example:7001',
      }),
      'PROTOCOL_NOT_SUPPORTED',
      ['input', 'protocol'],
    ],
    [
      'a key in user info',
      'createDestination',
      () => ({ ...create, url: 'rtmp://me:fake-fake@a.rtmp.youtube.com/live2' }),
      'KEY_IN_URL',
      ['input', 'url'],
    ],
    [
      'an old version of a running one',
      'updateDestination',
      () => ({ id: ids.running, name: 'New', expectedVersion: 1_000 }),
      'VERSION_CONFLICT',
    ],
    [
      'the start of what is being deleted',
      'startDestination',
      () => ({ id: ids.leaving }),
      'INVALID_TRANSITION',
    ],
    [
      'a new key for what is being deleted',
      'rotateStreamKey',
      () => ({ id: ids.leaving, streamKey: 'fake-fake-fake-0003' }),
      'INVALID_TRANSITION',
    ],
    [
      'a change to what is being deleted',
      'updateDestination',
      () => ({ id: ids.leaving, name: 'New' }),
      'INVALID_TRANSITION',
    ],
    [
      'stopping a flow that channels run on',
      'stopFlow',
      () => ({ id: ids.flow }),
      'CHANNELS_RUNNING',
      ['input', 'id'],
    ],
    [
      "starting a destination's channel",
      'startChannel',
      () => ({ id: ids.channel }),
      'CHANNEL_IN_USE',
      ['input', 'id'],
    ],
    [
      "stopping a destination's channel",
      'stopChannel',
      () => ({ id: ids.channel }),
      'CHANNEL_IN_USE',
      ['input', 'id'],
    ],
    [
      "restarting a destination's channel",
      'restartChannel',
      () => ({ id: ids.channel }),
      'CHANNEL_IN_USE',
      ['input', 'id'],
    ],
    [
      'stopping a channel that is not ours',
      'stopChannel',
      () => ({ id: ids.unmanaged }),
      'INVALID_TRANSITION',
      ['input', 'id'],
    ],
    [
      'changing a built-in preset',
      'updatePreset',
      () => ({ id: ids.builtIn, name: 'Mine' }),
      'BUILT_IN',
      ['input', 'id'],
    ],
    ['deleting a built-in preset', 'deletePreset', () => ({ id: ids.builtIn }), 'BUILT_IN', ['input', 'id']],
    ['deleting a preset in use', 'deletePreset', () => ({ id: ids.own }), 'PRESET_IN_USE', ['input', 'id']],
    [
      'a preset of no width',
      'createPreset',
      () => ({ ...preset, width: 0 }),
      'INVALID_PRESET',
      ['input', 'width'],
    ],
    [
      'a preset name that is taken',
      'createPreset',
      () => ({ ...preset, name: 'own' }),
      'NAME_TAKEN',
      ['input', 'name'],
    ],
    [
      'a token for an unknown flow',
      'createToken',
      () => ({ name: 'x', role: 'VIEWER', flowIds: ['nonsense'] }),
      'FLOW_NOT_FOUND',
      ['input', 'flowIds', '0'],
    ],
    ['a token that is not there', 'revokeToken', () => ({ id: 'nonsense' }), 'NOT_FOUND'],
    [
      'more than 500 ids',
      'startDestinations',
      () => ({ ids: Array.from({ length: 501 }, (_, n) => idOf('Destination', `${n}`)) }),
      'TOO_MANY',
      ['input', 'ids'],
    ],
    [
      'all of an unknown flow',
      'stopDestinations',
      () => ({ flowId: 'nonsense' }),
      'FLOW_NOT_FOUND',
      ['input', 'flowId'],
    ],
    [
      'a key used for something else',
      'updateDestination',
      () => ({ id: ids.idle, name: 'Idle 3', idempotencyKey: 'used' }),
      'IDEMPOTENCY_CONFLICT',
      ['input', 'idempotencyKey'],
    ],
  ];
  it.each(refusals)('%s', async (_what, field, input, code, path = ['input', 'id']) => {
    const before = await standing();
    const { status, body } = await ask(field, input());
    expect(body.errors).toBeUndefined();
    const { result } = body.data as unknown as Payload;
    expect({ status, codes: result.userErrors.map((error) => error.code) }).toEqual({
      status: 200,
      codes: [code],
    });
    expect(result.userErrors[0]?.message).toMatch(/^.{10,200}$/);
    if (code !== 'VERSION_CONFLICT') expect(result.userErrors[0]?.path).toEqual(path);
    expect(await standing()).toEqual(before);
  });

  it('whatever a token of another flow asks of a destination, a channel or the flow', async () => {
    const before = await standing();
    const codes: string[][] = [];
    for (const [field, input] of [
      ['startDestination', { id: ids.idle }],
      ['stopDestination', { id: ids.running }],
      ['deleteDestination', { id: ids.idle }],
      ['stopFlow', { id: ids.flow, force: true }],
      ['stopChannel', { id: ids.channel }],
      ['createDestination', { ...create, flowId: ids.flow }],
      ['stopDestinations', { flowId: ids.flow }],
    ] as const) {
      const { body } = await ask(field, input, made.elsewhere);
      codes.push((body.data as unknown as Payload).result.userErrors.map(({ code }) => code));
    }
    expect(codes.flat()).toEqual([...Array(5).fill('NOT_FOUND'), 'FLOW_NOT_FOUND', 'FLOW_NOT_FOUND']);
    const { body } = await ask('stopDestinations', { all: true }, made.elsewhere);
    expect((body.data as unknown as Payload).result.userErrors).toEqual([]);
    expect(await standing()).toEqual(before);
  });
});

describe('a program is told what is wrong, and nothing happens: ', () => {
  const start = 'mutation ($id: ID!) { startDestination(input: { id: $id }) { userErrors { code } } }';
  const send = async (body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(operator.endpoint, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${testTokens.admin}`,
        ...headers,
      },
    });
    return { status: response.status, text: await response.text() };
  };
  const sendAs = (token: string) =>
    send(JSON.stringify({ query: start, variables: { id: ids.idle } }), { authorization: `Bearer ${token}` });
  const query = (text: string, variables: object = { id: ids.idle }) =>
    send(JSON.stringify({ query: text, variables }));

  it.each<[string, () => Promise<{ status: number; text: string }>, number, string]>([
    ['a revoked token', () => sendAs(made.revoked), 401, 'UNAUTHENTICATED'],
    ['an expired token', () => sendAs(made.expired), 401, 'UNAUTHENTICATED'],
    ['a body over 64 KiB', () => query(`${start} #${'x'.repeat(65_536)}`), 413, 'BAD_USER_INPUT'],
    ['a variable of the wrong type', () => query(start, { id: { a: 1 } }), 200, 'BAD_USER_INPUT'],
    [
      'a field that an input does not have',
      () => query(start.replace('id: $id', 'id: $id, now: true')),
      200,
      'BAD_USER_INPUT',
    ],
    [
      'an enum value that is none',
      () =>
        query(
          'mutation { createDestination(input: { name: "x", platform: NOWHERE }) { userErrors { code } } }',
          {},
        ),
      200,
      'BAD_USER_INPUT',
    ],
    [
      'ids and all at once',
      () =>
        query(
          'mutation ($id: ID!) { startDestinations(input: { ids: [$id], all: true }) { userErrors { code } } }',
        ),
      200,
      'BAD_USER_INPUT',
    ],
    [
      'neither ids nor all',
      () => query('mutation { startDestinations(input: {}) { userErrors { code } } }', {}),
      200,
      'BAD_USER_INPUT',
    ],
    [
      'an empty idempotency key',
      () => query(start.replace('id: $id', 'id: $id, idempotencyKey: ""')),
      200,
      'BAD_USER_INPUT',
    ],
    [
      'a token that has expired before it is made',
      () =>
        query(
          'mutation { createToken(input: { name: "x", role: VIEWER, expiresAt: "2020-01-01T00:00:00Z" }) { tokenId } }',
          {},
        ),
      200,
      'BAD_USER_INPUT',
    ],
    [
      'an instant that is none',
      () =>
        query(
          'mutation { createToken(input: { name: "x", role: VIEWER, expiresAt: "tomorrow" }) { tokenId } }',
          {},
        ),
      200,
      'BAD_USER_INPUT',
    ],
    [
      'two operations of one name',
      () => query(`${start.replace('(', ' A(')} ${start.replace('(', ' A(')}`),
      400,
      'BAD_USER_INPUT',
    ],
  ])('%s', async (_what, refused, status, code) => {
    const before = await standing();
    const answer = await refused();
    expect({ status: answer.status, code: JSON.parse(answer.text).errors?.[0]?.extensions?.code }).toEqual({
      status,
      code,
    });
    expect(await standing()).toEqual(before);
  });

  it('a mutation by GET, and content that is no JSON', async () => {
    const before = await standing();
    const url = `${operator.endpoint}?query=${encodeURIComponent('mutation { sync { observedAt } }')}`;
    const got = await fetch(url, { headers: { authorization: `Bearer ${testTokens.admin}` } });
    expect(got.status).toBe(405);
    const text = await send(JSON.stringify({ query: start, variables: { id: ids.idle } }), {
      'content-type': 'text/plain',
    });
    expect(text.status).toBe(415);
    expect(await standing()).toEqual(before);
  });

  it('whatever is wrong with a mutation on a socket, which goes on', async () => {
    const before = await standing();
    const socket = operator.socket();
    for (const [text, variables] of [
      [start, { id: { a: 1 } }],
      [start.replace('id: $id', 'id: $id, now: true'), { id: ids.idle }],
      ['mutation { startDestinations(input: {}) { userErrors { code } } }', {}],
      ['subscription { destinationChanged(after: "nonsense") { kind } }', {}],
      ['subscription { destinationChanged(ids: "a", flow: "b") { kind } }', {}],
    ] as const) {
      const refused = socket.subscribe(text, variables);
      const reason = await refused.over();
      const errors = (refused.all[0]?.errors ?? reason) as { extensions: { code: string } }[];
      expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
    expect(await socket.subscribe('{ viewer { name } }').next()).toEqual({
      data: { viewer: { name: 'admin' } },
    });
    const late = operator.socket(made.revoked);
    late.subscribe('{ viewer { name } }');
    expect((await late.closed()).code).toBe(4403);
    expect(await standing()).toEqual(before);
  });
});

describe('the same mutation under the same key', () => {
  it('has one effect and one answer, one after the other and both at once', async () => {
    const answers = async (input: object, times: number) => {
      const query =
        'mutation ($input: CreateDestinationInput!) { result: createDestination(input: $input) { destination { id name } userErrors { code } } }';
      const all = await Promise.all(Array.from({ length: times }, () => operator.request(query, { input })));
      return all.map(({ body }) => JSON.stringify(body));
    };
    const events = () =>
      entries.flatMap((entry) => entry.events).filter(({ kind }) => kind === 'DESTINATION_CREATED').length;
    const before = events();
    const once = { ...create, name: 'Once', idempotencyKey: 'twice' };
    const sent = [...(await answers(once, 1)), ...(await answers(once, 1))];
    expect(new Set(sent).size).toBe(1);
    const together = await answers({ ...create, name: 'Together', idempotencyKey: 'at once' }, 8);
    expect(new Set(together).size).toBe(1);
    expect(events() - before).toBe(2);
  });
});
