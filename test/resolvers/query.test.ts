import { beforeEach, describe, expect, it } from 'vitest';
import { newWork } from '../../src/domain/new-work.ts';
import type { Viewer } from '../../src/resolvers/context.ts';
import { encodeId } from '../../src/resolvers/global-id.ts';
import { type Api, admin, openApi } from './open-api.ts';
import {
  arnOf,
  channel,
  destination,
  flow,
  happened,
  input,
  onChannel,
  output,
  preset,
  session,
  source,
} from './sample.ts';

let api: Api;
beforeEach(async () => {
  api = await openApi();
});

const limited: Viewer = { ...admin, role: 'VIEWER', flowIds: [arnOf('one')] };

describe('a node', () => {
  it('is found by the id it shows, whatever its type', async () => {
    await api.keep('destination', destination('d1'));
    await api.keep('channel', channel('1234567'));
    await api.keep('flow', flow('one'));
    await api.keep('output', output('out', 'one'));
    await api.keep('preset', preset('hd'));
    await api.keep('session', session('s1', 'd1'));
    await api.say(happened('d1', 'Renamed.'));
    const event = encodeId('Event', `${api.store.state.position}.0`);
    const ids = [
      encodeId('Destination', 'd1'),
      encodeId('Channel', '1234567'),
      encodeId('Flow', arnOf('one')),
      encodeId('FlowOutput', output('out', 'one').id),
      encodeId('Preset', 'hd'),
      encodeId('Session', 's1'),
      event,
    ];
    const { data, errors } = await api.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', {
      ids,
    });
    expect(errors).toEqual([]);
    const types = ['Destination', 'Channel', 'Flow', 'FlowOutput', 'Preset', 'Session', 'Event'];
    expect(data).toEqual({ nodes: ids.map((id, index) => ({ __typename: types[index], id })) });
  });

  it.each([
    ['nonsense', 'not an id'],
    ['an unknown record', encodeId('Destination', 'nobody')],
    ['an unknown type', encodeId('Spaceship', 'd1')],
    ['a secret record', encodeId('Token', 't1')],
    ['an event that never was', encodeId('Event', '7.0')],
    ['an event at no place', encodeId('Event', '1.9999999999')],
    ['a session that never was', encodeId('Session', 'nothing')],
    ['an id written in another way', `${encodeId('Destination', 'd1')}=`],
  ])('is null for %s', async (_what, id) => {
    await api.keep('destination', destination('d1'));
    const answer = await api.ask('query ($id: ID!) { node(id: $id) { id } }', { id });
    expect(answer).toEqual({ data: { node: null }, errors: [] });
  });

  it('is asked for with at most 500 others', async () => {
    const ids = Array.from({ length: 501 }, (_, index) => encodeId('Destination', index));
    const question = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    expect((await api.ask(question, { ids })).errors).toEqual(['BAD_USER_INPUT']);
    expect((await api.ask(question, { ids: ids.slice(1) })).errors).toEqual([]);
  });

  it('is null in a field of another type', async () => {
    await api.keep('channel', channel('1'));
    const answer = await api.ask('query ($id: ID!) { destination(id: $id) { id } flow(id: $id) { id } }', {
      id: encodeId('Channel', '1'),
    });
    expect(answer).toEqual({ data: { destination: null, flow: null }, errors: [] });
  });
});

describe('a destination', () => {
  it('shows what is behind it, and never its key', async () => {
    await api.keep('flow', flow('one'));
    await api.keep('preset', preset('hd'));
    await api.keep('input', input('input-1', 'one'));
    await api.keep('channel', channel('1'));
    await api.keep('destination', destination('d1', onChannel('1')));
    const { data, errors } = await api.ask(
      `query ($id: ID!) { destination(id: $id) {
        name status streamKey { fingerprint version } preset { name } flow { name } output { id } observedAt
        costPerHour { amount currency estimate } health { source encoder delivery } currentSession { id }
        channel { awsId state inputs { awsId name flow { name } } destinations { name } }
      } }`,
      { id: encodeId('Destination', 'd1') },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      destination: {
        name: 'Destination d1',
        status: 'IDLE',
        streamKey: { fingerprint: 'print', version: 1 },
        preset: { name: 'Preset hd' },
        flow: { name: 'one' },
        output: null,
        observedAt: '2026-11-01T10:00:00.000Z',
        costPerHour: { amount: '0.0000', currency: 'USD', estimate: true },
        health: { source: 'UNKNOWN', encoder: 'OFF', delivery: 'OFF' },
        currentSession: null,
        channel: {
          awsId: '1',
          state: 'IDLE',
          inputs: [{ awsId: 'input-1', name: 'Input input-1', flow: { name: 'one' } }],
          destinations: [{ name: 'Destination d1' }],
        },
      },
    });
    expect(JSON.stringify(data)).not.toContain('sealed');
  });

  it('is what its output says it delivers', async () => {
    const out = output('out', 'one');
    await api.keep('flow', flow('one'));
    await api.keep('output', out, output('foreign', 'one', { managedBy: 'OTHER' }));
    const work = { ...newWork, output: { name: 'out', arn: out.id, configVersion: 1 } };
    await api.keep('destination', destination('d1', { deliveryMode: 'FLOW_OUTPUT', work }));
    const { data } = await api.ask(
      '{ flow { outputs { name managedBy destination { name output { name } } } } }',
    );
    expect(data).toEqual({
      flow: {
        outputs: [
          { name: 'foreign', managedBy: 'OTHER', destination: null },
          {
            name: 'out',
            managedBy: 'LUNORA',
            destination: { name: 'Destination d1', output: { name: 'out' } },
          },
        ],
      },
    });
  });
});

describe('the default flow', () => {
  it('is that of the settings, else the first by name', async () => {
    const configured = await openApi({ defaultFlowId: arnOf('two') });
    for (const each of [configured, api]) await each.keep('flow', flow('two'), flow('one'));
    expect((await configured.ask('{ flow { name } }')).data).toEqual({ flow: { name: 'two' } });
    expect((await api.ask('{ flow { name } }')).data).toEqual({ flow: { name: 'one' } });
  });

  it('is none where there is none', async () => {
    expect(await api.ask('{ flow { name } }')).toEqual({ data: { flow: null }, errors: [] });
  });
});

describe('the source of a flow', () => {
  it.each([
    ['OK', 'ACTIVE', true],
    ['FAILED', 'ACTIVE', false],
    ['UNKNOWN', 'ACTIVE', null],
    ['OFF', 'STANDBY', true],
    ['UNKNOWN', 'STARTING', true],
  ] as const)('is %s while the flow is %s and connected is %s', async (health, state, connected) => {
    await api.keep('flow', flow('one', { state, sources: [source('a', { connected })] }));
    expect((await api.ask('{ flow { source { health } } }')).data).toEqual({ flow: { source: { health } } });
  });

  it('is the connected one of two', async () => {
    const sources = [source('a', { connected: false }), source('b', { connected: true })];
    await api.keep('flow', flow('one', { sources }));
    expect((await api.ask('{ flow { source { name } sources { name } } }')).data).toEqual({
      flow: { source: { name: 'b' }, sources: [{ name: 'a' }, { name: 'b' }] },
    });
  });

  it('may have more bits per second than an Int holds', async () => {
    await api.keep(
      'flow',
      flow('one', { sources: [source('a', { bitrate: 6_000_000_000, ingestPort: 5000.4 })] }),
    );
    const { data, errors } = await api.ask('{ flow { source { bitrate ingestPort } } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ flow: { source: { bitrate: 2_147_483_647, ingestPort: 5000 } } });
  });
});

describe('a limited token', () => {
  beforeEach(async () => {
    await api.keep('flow', flow('one'), flow('two'));
    await api.keep('preset', preset('hd'));
    await api.keep('input', input('input-1', 'one'), input('input-2', 'two'));
    await api.keep('channel', channel('1'), channel('2'), channel('3', { inputIds: [] }));
    await api.keep('destination', destination('d1', onChannel('1')));
    await api.keep('destination', destination('d2', { ...onChannel('1'), flowId: arnOf('two') }));
    await api.keep('session', session('s1', 'd1'), session('s2', 'd2', { flowId: arnOf('two') }));
    await api.say(happened('d1', 'mine'), happened('d2', 'not mine', { flowId: arnOf('two') }));
    await api.say(happened('hd', 'for all', { kind: 'PRESET_CHANGED', subjectType: 'Preset', flowId: null }));
  });

  it('sees its flows and what belongs to them in every list, and all presets', async () => {
    const { data, errors } = await api.ask(
      `{ flows { nodes { name } totalCount } destinations { nodes { name } totalCount }
         channels { nodes { awsId destinations { name } } totalCount } presets { name }
         sessions { nodes { destinationName } } events { nodes { message subject { id } } } }`,
      {},
      limited,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      flows: { nodes: [{ name: 'one' }], totalCount: 1 },
      destinations: { nodes: [{ name: 'Destination d1' }], totalCount: 1 },
      channels: { nodes: [{ awsId: '1', destinations: [{ name: 'Destination d1' }] }], totalCount: 1 },
      presets: [{ name: 'Preset hd' }],
      sessions: { nodes: [{ destinationName: 'Destination d1' }] },
      events: {
        nodes: [
          { message: 'for all', subject: { id: encodeId('Preset', 'hd') } },
          { message: 'mine', subject: { id: encodeId('Destination', 'd1') } },
        ],
      },
    });
  });

  it('finds nothing else by id', async () => {
    const ids = [
      encodeId('Flow', arnOf('two')),
      encodeId('Destination', 'd2'),
      encodeId('Channel', '2'),
      encodeId('Channel', '3'),
      encodeId('Session', 's2'),
      encodeId('Event', `${api.store.state.position - 1}.0`),
    ];
    const { data } = await api.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids }, limited);
    expect(data).toEqual({ nodes: ids.map(() => null) });
    const all = await api.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(all.data).toEqual({ nodes: ids.map((id) => ({ id })) });
  });

  it('gets one of its own flows as the default', async () => {
    const { data } = await api.ask('{ flow { name } }', {}, { ...limited, flowIds: [arnOf('two')] });
    expect(data).toEqual({ flow: { name: 'two' } });
  });
});

describe('quotas', () => {
  it('tell what is used of what there is, with what was learnt of the account first', async () => {
    await api.keep('channel', channel('1'), channel('2'), channel('3', { state: 'DELETED' }));
    await api.keep('input', input('i1', 'one'), { ...input('i2', 'one'), type: 'URL_PULL' });
    await api.keep('output', output('a', 'one'), output('b', 'one'), output('c', 'two'));
    await api.keep('quota', { id: 'channels', limit: 10 });
    expect((await api.ask('{ quotas { name used limit remaining } }')).data).toEqual({
      quotas: [
        { name: 'channels', used: 2, limit: 10, remaining: 8 },
        { name: 'pushInputs', used: 1, limit: 5, remaining: 4 },
        { name: 'outputsPerFlow', used: 2, limit: 50, remaining: 48 },
      ],
    });
  });
});

describe('the system', () => {
  const question = '{ system { version emulated leader lastObservedAt aws { reachable lastError } } }';

  it('claims no sight of AWS before there was one', async () => {
    expect((await api.ask(question)).data).toEqual({
      system: {
        version: '1.2.3',
        emulated: true,
        leader: true,
        lastObservedAt: null,
        aws: { reachable: false, lastError: null },
      },
    });
  });

  it('tells when AWS was last seen and why it is not any more', async () => {
    const observedAt = '2026-11-01T11:59:00.000Z';
    await api.keep('eye', { id: 'medialive', observedAt, stale: false, error: null });
    expect((await api.ask(question)).data).toMatchObject({
      system: { lastObservedAt: observedAt, aws: { reachable: true, lastError: null } },
    });
    await api.keep('eye', { id: 'medialive', observedAt, stale: true, error: 'timed out' });
    expect((await api.ask(question)).data).toMatchObject({
      system: { lastObservedAt: observedAt, aws: { reachable: false, lastError: 'timed out' } },
    });
  });

  it('does not call AWS reachable while MediaConnect cannot be seen', async () => {
    const observedAt = '2026-11-01T11:59:00.000Z';
    const flow = { id: arnOf('one'), observedAt, stale: false, error: null };
    await api.keep('eye', { id: 'medialive', observedAt, stale: false, error: null }, flow);
    expect((await api.ask(question)).data).toMatchObject({ system: { aws: { reachable: true } } });
    await api.keep('eye', { ...flow, stale: true, error: 'no route' });
    expect((await api.ask(question)).data).toMatchObject({
      system: { lastObservedAt: observedAt, aws: { reachable: false, lastError: 'no route' } },
    });
    await api.keep('eye', flow);
    expect((await api.ask(question)).data).toMatchObject({
      system: { aws: { reachable: true, lastError: null } },
    });
  });
});

describe('where viewers watch', () => {
  it('is configured for the primary channel alone', async () => {
    const configured = await openApi({ playbackUrl: 'https://example.com/live.m3u8' });
    await configured.keep('channel', channel('1', { role: 'PRIMARY' }), channel('2'));
    expect((await configured.ask('{ channels { nodes { awsId playbackUrl } } }')).data).toEqual({
      channels: {
        nodes: [
          { awsId: '1', playbackUrl: 'https://example.com/live.m3u8' },
          { awsId: '2', playbackUrl: null },
        ],
      },
    });
  });
});
