import { CreateFlowCommand, DescribeFlowSourceMetadataCommand } from '@aws-sdk/client-mediaconnect';
import {
  CreateInputCommand,
  DeleteChannelCommand,
  DescribeChannelCommand,
  ListAlertsCommand,
  ListChannelsCommand,
  ListInputsCommand,
  StartChannelCommand,
  StopChannelCommand,
  UpdateChannelCommand,
} from '@aws-sdk/client-medialive';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { createEmulatorClients, type EmulatorClients } from '../_kit/emulator-clients.ts';
import { createManualClock, type ManualClock } from '../_kit/manual-clock.ts';
import { createRtmpChannel } from '../_kit/rtmp-channel.ts';

let time: ManualClock;
let chance: number;
let emulator: Emulator;
let aws: EmulatorClients;

beforeEach(async () => {
  time = createManualClock();
  chance = 0;
  emulator = await startEmulator({ clock: time, timeScale: 1, random: () => chance });
  aws = createEmulatorClients(emulator);
});

afterEach(async () => {
  aws[Symbol.dispose]();
  await emulator.close();
});

async function control(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${emulator.url}/_emulator${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const said: unknown = await answer.json();
  return { status: answer.status, body: said };
}

/** A channel of the test's own, idle. */
async function idleChannel(name: string, url = `rtmp://${name}.example.net/app`): Promise<string> {
  const { flowArn, mediaLiveRoleArn: roleArn } = emulator.seeded;
  const id = await createRtmpChannel(aws.medialive, { name, flowArn, roleArn, url, streamName: 'fake-key' });
  time.advance(10_000);
  return id;
}

async function runningChannel(name: string, url?: string): Promise<string> {
  const id = await idleChannel(name, url);
  await aws.medialive.send(new StartChannelCommand({ ChannelId: id }));
  time.advance(120_000);
  return id;
}

const describeChannel = (id: string) => aws.medialive.send(new DescribeChannelCommand({ ChannelId: id }));
const listInputs = () => aws.medialive.send(new ListInputsCommand({}));

async function alertsOf(id: string, state: 'SET' | 'CLEARED' = 'SET'): Promise<string[]> {
  const { Alerts = [] } = await aws.medialive.send(
    new ListAlertsCommand({ ChannelId: id, StateFilter: state }),
  );
  return Alerts.map(({ AlertType }) => AlertType ?? '').sort();
}

const starved = ['Stopped Receiving UDP Input', 'Video Not Detected'];
const refused = ['Failed RTMP Connection', 'Failed to Write to Output'];
const undocumented = {
  stopWhileStarting: true,
  updateKeepsRole: false,
  audioSelectorsMustExist: false,
  disableManagedOutputs: true,
  requestIdMs: null,
  tombstoneMs: 600_000,
  pageSize: 20,
  mediaConnectThrottle: { perSecond: 5, burst: 30, describe: { perSecond: 30, burst: 30 } },
  quotaStatus: 429,
};
const malformed = { status: 400, body: { message: expect.any(String) } };
const unknown = { status: 404, body: { message: expect.any(String) } };

describe('what it says of itself', () => {
  it('names its settings, what was seeded, and where everything is', async () => {
    const { flowArn, primaryChannelId, mediaLiveRoleArn } = emulator.seeded;
    const { status, body } = await control('GET', '');
    expect(status).toBe(200);
    expect(body).toEqual({
      settings: {
        timeScale: 1,
        quotas: { channels: 10, pushInputs: 10, flows: 20, outputsPerFlow: 50 },
        throttle: { perSecond: 20, burst: 40 },
        listLagMs: 0,
        undocumented,
      },
      seeded: {
        flowArn,
        primaryChannelId,
        mediaLiveRoleArn,
        queueUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/sqs\//),
      },
      endpoints: {
        medialive: emulator.url,
        mediaconnect: emulator.url,
        servicequotas: emulator.url,
        dynamodb: expect.any(String),
        sqs: `${emulator.url}/sqs`,
      },
    });
    expect(flowArn).toContain(':lunora-player-prod-srt-router');
    expect((await describeChannel(primaryChannelId)).State).toBe('RUNNING');
  });

  it('answers 404 for what it does not have', async () => {
    expect(await control('GET', '/weather')).toEqual(unknown);
    expect(await control('DELETE', '/settings')).toEqual(unknown);
  });
});

describe('settings', () => {
  it('changes what is named and leaves the rest', async () => {
    const { status, body } = await control('PATCH', '/settings', {
      quotas: { channels: 3 },
      throttle: { burst: 7 },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      timeScale: 1,
      quotas: { channels: 3, pushInputs: 10, flows: 20, outputsPerFlow: 50 },
      throttle: { perSecond: 20, burst: 7 },
      listLagMs: 0,
      undocumented,
    });
  });

  it.each([
    ['not JSON', '{"timeScale":'],
    ['not an object', '7'],
    ['a negative scale', { timeScale: -1 }],
    ['a quota in words', { quotas: { channels: 'many' } }],
    ['a throttle of nothing', { throttle: { perSecond: 0 } }],
    ['an unknown setting', { speed: 1 }],
    ['an unknown quota', { quotas: { outputs: 1 } }],
  ])('refuses %s and changes nothing', async (_what, body) => {
    const before = JSON.stringify(emulator.world.account);
    expect(await control('PATCH', '/settings', body)).toEqual(malformed);
    expect(JSON.stringify(emulator.world.account)).toBe(before);
  });

  it('paces what begins from now on', async () => {
    const id = await idleChannel('paced');
    await control('PATCH', '/settings', { timeScale: 0.01 });
    await aws.medialive.send(new StartChannelCommand({ ChannelId: id }));
    expect((await describeChannel(id)).State).toBe('STARTING');
    time.advance(2_000);
    expect((await describeChannel(id)).State).toBe('RUNNING');
  });

  it('lets a quota be used up and raised', async () => {
    await control('PATCH', '/settings', { quotas: { pushInputs: 1 } });
    const { flowArn: FlowArn, mediaLiveRoleArn: RoleArn } = emulator.seeded;
    const createInput = () =>
      aws.medialive.send(
        new CreateInputCommand({
          Name: 'one more',
          Type: 'MEDIACONNECT',
          MediaConnectFlows: [{ FlowArn }],
          RoleArn,
        }),
      );
    await expect(createInput()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    await control('PATCH', '/settings', { quotas: { pushInputs: 2 } });
    await expect(createInput()).resolves.toMatchObject({ Input: { State: 'CREATING' } });
  });

  it('makes List late, and Describe not', async () => {
    await control('PATCH', '/settings', { listLagMs: 5_000 });
    const id = await idleChannel('late');
    await aws.medialive.send(new StartChannelCommand({ ChannelId: id }));
    const listed = async () =>
      (await aws.medialive.send(new ListChannelsCommand({}))).Channels?.find(({ Id }) => Id === id)?.State;
    expect((await describeChannel(id)).State).toBe('STARTING');
    expect(await listed()).toBe('IDLE');
    time.advance(5_000);
    expect(await listed()).toBe('STARTING');
  });
});

describe('faults', () => {
  const arm = async (fault: object): Promise<string> => {
    const { status, body } = await control('POST', '/faults', fault);
    expect(status).toBe(200);
    return (body as { id: string }).id;
  };

  it('throttle: 429, as often as was said', async () => {
    await arm({ operation: 'ListInputs', kind: 'throttle', count: 2 });
    const refusal = { name: 'TooManyRequestsException', $metadata: { httpStatusCode: 429 } };
    await expect(listInputs()).rejects.toMatchObject(refusal);
    await expect(listInputs()).rejects.toMatchObject(refusal);
    expect((await listInputs()).Inputs).toHaveLength(1);
  });

  it('error: a 500 unless another is asked for', async () => {
    const id = await arm({ service: 'medialive', kind: 'error' });
    await expect(listInputs()).rejects.toMatchObject({
      name: 'InternalServerErrorException',
      $metadata: { httpStatusCode: 500 },
    });
    await control('DELETE', `/faults/${id}`);
    await arm({ kind: 'error', status: 504 });
    await expect(listInputs()).rejects.toMatchObject({ name: 'GatewayTimeoutException' });
    await control('DELETE', '/faults');
    await arm({ kind: 'error', status: 403, code: 'AccessDeniedException' });
    await expect(listInputs()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('throttle and error: nothing is done', async () => {
    const id = await idleChannel('quiet');
    await arm({ kind: 'error', operation: 'StartChannel' });
    await expect(aws.medialive.send(new StartChannelCommand({ ChannelId: id }))).rejects.toThrow();
    expect((await describeChannel(id)).State).toBe('IDLE');
  });

  it('lostRequest: the connection ends and nothing is done', async () => {
    const id = await idleChannel('lost');
    await arm({ kind: 'lostRequest', operation: 'StartChannel', count: 1 });
    const start = () => aws.medialive.send(new StartChannelCommand({ ChannelId: id }));
    await expect(start()).rejects.not.toHaveProperty('$metadata.httpStatusCode', expect.any(Number));
    expect((await describeChannel(id)).State).toBe('IDLE');
    expect((await start()).State).toBe('STARTING');
  });

  it('badEnd: what the call begins ends in CREATE_FAILED or UPDATE_FAILED', async () => {
    await arm({ kind: 'badEnd', operation: 'CreateChannel', count: 1 });
    const failed = await idleChannel('failed');
    expect((await describeChannel(failed)).State).toBe('CREATE_FAILED');
    const made = await idleChannel('made');
    expect((await describeChannel(made)).State).toBe('IDLE');
    await arm({ kind: 'badEnd', operation: 'UpdateChannel', count: 1 });
    await aws.medialive.send(new UpdateChannelCommand({ ChannelId: made, Name: 'other' }));
    expect((await describeChannel(made)).State).toBe('UPDATING');
    time.advance(20_000);
    expect((await describeChannel(made)).State).toBe('UPDATE_FAILED');
  });

  it('lostAnswer: the connection ends and it is done', async () => {
    const id = await idleChannel('lost');
    await arm({ kind: 'lostAnswer', operation: 'StartChannel', count: 1 });
    const start = aws.medialive.send(new StartChannelCommand({ ChannelId: id }));
    await expect(start).rejects.not.toHaveProperty('$metadata.httpStatusCode', expect.any(Number));
    expect((await describeChannel(id)).State).toBe('STARTING');
  });

  it("is survived by the SDK's own retries, which reuse the token: one thing is made", async () => {
    const patient = createEmulatorClients(emulator, 3);
    await arm({ kind: 'lostAnswer', operation: 'CreateInput', count: 2 });
    const { flowArn: FlowArn, mediaLiveRoleArn: RoleArn } = emulator.seeded;
    const { Input } = await patient.medialive.send(
      new CreateInputCommand({
        Name: 'once',
        Type: 'MEDIACONNECT',
        MediaConnectFlows: [{ FlowArn }],
        RoleArn,
      }),
    );
    patient[Symbol.dispose]();
    const made = (await listInputs()).Inputs?.filter(({ Name }) => Name === 'once');
    expect(made?.map(({ Id }) => Id)).toEqual([Input?.Id]);
  });

  it('delay: it is done at once and answered late', async () => {
    const id = await idleChannel('slow');
    await arm({ kind: 'delay', delayMs: 30_000, operation: 'StartChannel' });
    let answered = false;
    const start = aws.medialive.send(new StartChannelCommand({ ChannelId: id })).then((channel) => {
      answered = true;
      return channel;
    });
    await expect.poll(async () => (await describeChannel(id)).State).toBe('STARTING');
    expect(answered).toBe(false);
    time.advance(30_000);
    expect((await start).State).toBe('STARTING');
  });

  it('is over at once for who waits when the emulator closes', async () => {
    await arm({ kind: 'delay', delayMs: 600_000 });
    const handling = emulator.handle({ method: 'GET', url: '/prod/inputs', body: '' });
    await emulator.close();
    expect(await handling).toMatchObject({ status: 200 });
    expect(time.pending()).toBe(0);
  });

  it('strikes by chance', async () => {
    await arm({ kind: 'throttle', probability: 0.25 });
    chance = 0.25;
    expect((await listInputs()).Inputs).toHaveLength(1);
    chance = 0.24;
    await expect(listInputs()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });

  it('strikes only the service and operation it is meant for', async () => {
    await arm({ service: 'mediaconnect', kind: 'throttle' });
    await arm({ operation: 'ListChannels', kind: 'throttle' });
    expect((await listInputs()).Inputs).toHaveLength(1);
    const metadata = aws.mediaconnect.send(
      new DescribeFlowSourceMetadataCommand({ FlowArn: emulator.seeded.flowArn }),
    );
    await expect(metadata).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    await expect(aws.medialive.send(new ListChannelsCommand({}))).rejects.toThrow();
  });

  it('shows what is armed and how often it fired', async () => {
    const id = await arm({ kind: 'throttle', count: 5, operation: 'ListInputs' });
    await expect(listInputs()).rejects.toThrow();
    await expect(listInputs()).rejects.toThrow();
    const fault = expect.objectContaining({
      id,
      kind: 'throttle',
      operation: 'ListInputs',
      count: 5,
      fired: 2,
    });
    expect(await control('GET', '/faults')).toEqual({ status: 200, body: [fault] });
    expect(await control('GET', `/faults/${id}`)).toEqual({ status: 200, body: fault });
  });

  it('disarms one, or all', async () => {
    const [one, other] = [await arm({ kind: 'throttle' }), await arm({ kind: 'error' })];
    expect((await control('DELETE', `/faults/${one}`)).status).toBe(200);
    expect(await control('GET', '/faults')).toMatchObject({ body: [{ id: other }] });
    expect((await control('DELETE', '/faults')).status).toBe(200);
    expect(await control('GET', '/faults')).toEqual({ status: 200, body: [] });
    expect((await listInputs()).Inputs).toHaveLength(1);
  });

  it('does not know one that was never armed', async () => {
    expect(await control('GET', '/faults/99')).toEqual(unknown);
    expect(await control('DELETE', '/faults/99')).toEqual(unknown);
  });

  it.each([
    {},
    { kind: 'fire' },
    { kind: 'error', status: 200 },
    { kind: 'throttle', probability: 2 },
    { kind: 'throttle', count: 0 },
    { kind: 'delay', delayMs: -1 },
    { kind: 'throttle', service: 'dynamodb' },
    { kind: 'throttle', when: 'now' },
  ])('refuses %j', async (fault) => {
    expect(await control('POST', '/faults', fault)).toEqual(malformed);
    expect(await control('GET', '/faults')).toEqual({ status: 200, body: [] });
  });

  it('leaves the control surface alone', async () => {
    await arm({ kind: 'lostRequest' });
    expect((await control('GET', '')).status).toBe(200);
  });
});

describe('sources', () => {
  it('starve every channel behind the flow when the encoder stops, and feed them again', async () => {
    const { flowArn } = emulator.seeded;
    const id = await runningChannel('fed');
    expect(await alertsOf(id)).toEqual([]);
    expect(await control('POST', '/sources', { flowArn, connected: false })).toMatchObject({ status: 200 });
    expect(await alertsOf(id)).toEqual(starved);
    expect((await describeChannel(id)).State).toBe('RUNNING');
    await control('POST', '/sources', { flowArn, connected: true });
    expect(await alertsOf(id)).toEqual([]);
    expect(await alertsOf(id, 'CLEARED')).toEqual(starved);
  });

  it('show in what the flow says of its source', async () => {
    const { flowArn: FlowArn } = emulator.seeded;
    const programs = async () =>
      (await aws.mediaconnect.send(new DescribeFlowSourceMetadataCommand({ FlowArn }))).TransportMediaInfo
        ?.Programs;
    expect(await programs()).toHaveLength(1);
    await control('POST', '/sources', { flowArn: FlowArn, connected: false });
    expect(await programs()).toEqual([]);
  });

  it('are heard to be silent where the encoder sends no audio', async () => {
    const { flowArn: FlowArn } = emulator.seeded;
    const id = await runningChannel('silent');
    const streamTypes = async () => {
      const answer = await aws.mediaconnect.send(new DescribeFlowSourceMetadataCommand({ FlowArn }));
      return answer.TransportMediaInfo?.Programs?.flatMap(({ Streams = [] }) => Streams).map(
        ({ StreamType }) => StreamType,
      );
    };
    await control('POST', '/sources', { flowArn: FlowArn, connected: true, audio: false });
    expect(await streamTypes()).toEqual(['VIDEO']);
    expect(await alertsOf(id)).toEqual(['Audio Not Detected']);
    await control('POST', '/sources', { flowArn: FlowArn, connected: true, audio: true });
    expect(await streamTypes()).toEqual(['VIDEO', 'AUDIO']);
    expect(await alertsOf(id)).toEqual([]);
  });

  it('need a flow that is there, and a word that is meant', async () => {
    const { flowArn } = emulator.seeded;
    expect(await control('POST', '/sources', { flowArn: 'arn:none', connected: true })).toEqual(unknown);
    expect(await control('POST', '/sources', { flowArn })).toEqual(malformed);
    expect(await control('POST', '/sources', { flowArn, connected: 'yes' })).toEqual(malformed);
  });
});

describe('platforms', () => {
  const platform = (urlPrefix: string, accepts: boolean) =>
    control('POST', '/platforms', { urlPrefix, accepts });

  it('raise and clear the alerts of running channels that push there, and of no other', async () => {
    const there = await runningChannel('there', 'rtmp://there.example.net/live');
    const elsewhere = await runningChannel('elsewhere');
    expect(await platform('rtmp://there.example.net/', false)).toMatchObject({ status: 200 });
    expect(await alertsOf(there)).toEqual(refused);
    expect(await alertsOf(elsewhere)).toEqual([]);
    expect((await describeChannel(there)).State).toBe('RUNNING');
    await platform('rtmp://there.example.net/', true);
    expect(await alertsOf(there)).toEqual([]);
    expect(await alertsOf(there, 'CLEARED')).toEqual(refused);
  });

  it('meet a channel that starts later', async () => {
    await platform('rtmp://later.example.net', false);
    const id = await idleChannel('later');
    expect(await alertsOf(id)).toEqual([]);
    await aws.medialive.send(new StartChannelCommand({ ChannelId: id }));
    time.advance(120_000);
    expect(await alertsOf(id)).toEqual(refused);
  });

  it('are told apart by the longest prefix', async () => {
    const id = await runningChannel('prefixed', 'rtmp://host.example.net/good');
    await platform('rtmp://host.example.net/', false);
    await platform('rtmp://host.example.net/good', true);
    expect(await alertsOf(id)).toEqual([]);
  });

  it('trouble nobody any more once the channel is stopped', async () => {
    const id = await runningChannel('stopped');
    await platform('rtmp://stopped.example.net', false);
    expect(await alertsOf(id)).toEqual(refused);
    await aws.medialive.send(new StopChannelCommand({ ChannelId: id }));
    expect(await alertsOf(id)).toEqual([]);
  });

  it.each([{}, { urlPrefix: '', accepts: true }, { urlPrefix: 'rtmp://x' }])('refuse %j', async (body) => {
    expect(await control('POST', '/platforms', body)).toEqual(malformed);
  });
});

describe('channels', () => {
  it('fail: the pipeline is gone, with alerts, until it recovers', async () => {
    const id = await runningChannel('frail');
    expect(await control('POST', `/channels/${id}/fail`)).toMatchObject({ status: 200 });
    expect(await describeChannel(id)).toMatchObject({ State: 'RECOVERING', PipelinesRunningCount: 0 });
    expect(await alertsOf(id)).not.toEqual([]);
    time.advance(3_600_000);
    expect((await describeChannel(id)).State).toBe('RECOVERING');
    expect(await control('POST', `/channels/${id}/recover`)).toMatchObject({ status: 200 });
    expect(await describeChannel(id)).toMatchObject({ State: 'RUNNING', PipelinesRunningCount: 1 });
    expect(await alertsOf(id)).toEqual([]);
  });

  it('do not fail while idle', async () => {
    const id = await idleChannel('idle');
    await control('POST', `/channels/${id}/fail`);
    expect((await describeChannel(id)).State).toBe('IDLE');
    expect(await alertsOf(id)).toEqual([]);
  });

  it('are stopped and deleted by other hands', async () => {
    const id = await runningChannel('watched');
    await control('POST', `/channels/${id}/outside`, { do: 'stop' });
    expect((await describeChannel(id)).State).toBe('STOPPING');
    time.advance(60_000);
    expect((await describeChannel(id)).State).toBe('IDLE');
    await control('POST', `/channels/${id}/outside`, { do: 'delete' });
    expect((await describeChannel(id)).State).toBe('DELETING');
    time.advance(30_000);
    expect((await describeChannel(id)).State).toBe('DELETED');
    expect(await control('POST', `/channels/${id}/outside`, { do: 'stop' })).toEqual(unknown);
  });

  it('need a channel that is there, and a deed that is meant', async () => {
    const id = await idleChannel('named');
    expect(await control('POST', '/channels/1/fail')).toEqual(unknown);
    expect(await control('POST', '/channels/constructor/fail')).toEqual(unknown);
    expect(await control('POST', `/channels/${id}/explode`)).toEqual(unknown);
    expect(await control('POST', `/channels/${id}/outside`, { do: 'explode' })).toEqual(malformed);
    expect(await control('POST', `/channels/${id}/outside`)).toEqual(malformed);
  });
});

describe('calls', () => {
  const calls = async (since = '') =>
    (await control('GET', `/calls${since && `?since=${since}`}`)).body as Record<string, unknown>[];

  it('are counted with what became of them', async () => {
    await listInputs();
    await expect(describeChannel('1')).rejects.toThrow();
    await control('POST', '/faults', { kind: 'lostRequest', count: 1 });
    await expect(listInputs()).rejects.toThrow();
    const at = new Date(time.now()).toISOString();
    expect(await calls()).toEqual([
      { at, service: 'medialive', operation: 'ListInputs', status: 200 },
      { at, service: 'medialive', operation: 'DescribeChannel', status: 404 },
      { at, service: 'medialive', operation: 'ListInputs', status: 0 },
    ]);
  });

  it('are told from an instant on', async () => {
    await listInputs();
    time.advance(1_000);
    const since = new Date(time.now()).toISOString();
    await describeChannel(emulator.seeded.primaryChannelId);
    expect(await calls(since)).toEqual([expect.objectContaining({ operation: 'DescribeChannel' })]);
    expect(await control('GET', '/calls?since=yesterday')).toEqual(malformed);
  });

  it('of this surface are not among them', async () => {
    await control('GET', '');
    await control('GET', '/faults');
    expect(await calls()).toEqual([]);
  });
});

describe('reset', () => {
  it('goes back to the seeded account, whose names stay the same', async () => {
    const { flowArn, primaryChannelId } = emulator.seeded;
    const id = await runningChannel('gone');
    await aws.mediaconnect.send(
      new CreateFlowCommand({
        Name: 'gone',
        Source: { Name: 's', Protocol: 'srt-listener', IngestPort: 5000, WhitelistCidr: '10.0.0.0/8' },
      }),
    );
    await control('POST', '/sources', { flowArn, connected: false });
    await control('POST', '/platforms', { urlPrefix: 'rtmp://x', accepts: false });
    await control('PATCH', '/settings', { quotas: { channels: 1 } });
    await control('POST', '/faults', { kind: 'throttle', operation: 'ListInputs' });

    expect(await control('POST', '/reset')).toMatchObject({ status: 200 });
    await expect(describeChannel(id)).rejects.toMatchObject({ name: 'NotFoundException' });
    expect((await describeChannel(primaryChannelId)).State).toBe('RUNNING');
    expect(await alertsOf(primaryChannelId)).toEqual([]);
    expect((await listInputs()).Inputs).toHaveLength(1);
    expect(emulator.world.account).toMatchObject({
      flows: { [flowArn]: { encoderSending: true } },
      platforms: [],
      settings: { quotas: { channels: 10 } },
    });
    expect(Object.keys(emulator.world.account.flows)).toHaveLength(1);
  });

  it('never makes a new thing under an old number', async () => {
    const before = await idleChannel('before');
    await control('POST', '/reset');
    expect(Number(await idleChannel('after'))).toBeGreaterThan(Number(before));
  });
});

describe('what AWS leaves open', () => {
  const assume = (undocumented: object) => control('PATCH', '/settings', { undocumented });

  it('stops what starts, unless told that AWS would not', async () => {
    const id = await idleChannel('starting');
    await aws.medialive.send(new StartChannelCommand({ ChannelId: id }));
    const stop = () => aws.medialive.send(new StopChannelCommand({ ChannelId: id }));
    await assume({ stopWhileStarting: false });
    await expect(stop()).rejects.toMatchObject({ name: 'ConflictException' });
    await assume({ stopWhileStarting: true });
    expect((await stop()).State).toBe('STOPPING');
  });

  it('takes the role away with an update that does not say one, unless told that AWS keeps it', async () => {
    const update = async () => {
      const id = await idleChannel('roles');
      await aws.medialive.send(new UpdateChannelCommand({ ChannelId: id, Name: 'other' }));
      return (await describeChannel(id)).RoleArn;
    };
    expect(await update()).toBeUndefined();
    await assume({ updateKeepsRole: true });
    expect(await update()).toBe(emulator.seeded.mediaLiveRoleArn);
  });

  it.each([
    [400, 'BadRequestException'],
    [409, 'ConflictException'],
  ])('refuses past a quota with %i where told to', async (quotaStatus, name) => {
    await assume({ quotaStatus });
    await control('PATCH', '/settings', { quotas: { channels: 0, pushInputs: 1 } });
    await expect(idleChannel('one too many')).rejects.toMatchObject({
      name,
      message: 'Too many push inputs',
      $metadata: { httpStatusCode: quotaStatus },
    });
  });

  it('remembers a RequestId as long as what it made, unless told otherwise', async () => {
    const create = () =>
      aws.medialive.send(
        new CreateInputCommand({
          RequestId: 'fake-request',
          Name: 'again',
          Type: 'URL_PULL',
          Sources: [{ Url: 'http://x/y' }],
        }),
      );
    const first = (await create()).Input?.Id;
    time.advance(86_400_000);
    expect((await create()).Input?.Id).toBe(first);
    await assume({ requestIdMs: 1_000 });
    expect((await create()).Input?.Id).not.toBe(first);
  });

  it('shows what is deleted for as long as it is told', async () => {
    await assume({ tombstoneMs: 10_000 });
    const id = await idleChannel('deleted');
    await aws.medialive.send(new DeleteChannelCommand({ ChannelId: id }));
    time.advance(24_500);
    expect((await describeChannel(id)).State).toBe('DELETED');
    time.advance(10_000);
    await expect(describeChannel(id)).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('pages by the size it is told', async () => {
    await idleChannel('second');
    await assume({ pageSize: 1 });
    const { Channels, NextToken } = await aws.medialive.send(new ListChannelsCommand({}));
    expect(Channels).toHaveLength(1);
    expect(NextToken).toEqual(expect.any(String));
  });

  it('limits MediaConnect where told to', async () => {
    await assume({ mediaConnectThrottle: { perSecond: 1, burst: 1 } });
    const describe = () =>
      fetch(`${emulator.url}/v1/flows/${encodeURIComponent(emulator.seeded.flowArn)}`).then(
        ({ status }) => status,
      );
    expect([await describe(), await describe()]).toEqual([200, 429]);
  });
});
