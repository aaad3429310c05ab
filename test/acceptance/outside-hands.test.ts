import {
  DescribeFlowCommand,
  RemoveFlowOutputCommand,
  UpdateFlowOutputCommand,
} from '@aws-sdk/client-mediaconnect';
import {
  DescribeChannelCommand,
  type DescribeChannelCommandOutput,
  DescribeInputCommand,
  StartChannelCommand,
  StopChannelCommand,
  UpdateChannelCommand,
  type UpdateChannelCommandInput,
} from '@aws-sdk/client-medialive';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createEmulatorClients, type EmulatorClients } from '../_kit/emulator-clients.ts';
import type { Change, Operator } from './operator.ts';
import { startOperator } from './operator.ts';

vi.setConfig({ testTimeout: 60_000 });

/** What a person in the AWS console does to what is ours: seen, said, healed or offered, and never fought over. */
let operator: Operator;
let aws: EmulatorClients;
let live: Awaited<ReturnType<Operator['follow']>>;

beforeAll(async () => {
  operator = await startOperator({
    settings: { LUNORA_QUOTA_CHANNELS: '60', LUNORA_MUTATIONS_PER_SECOND: '1000' },
  });
  await operator.emulator.settings({ quotas: { channels: 60, pushInputs: 60 } });
  aws = createEmulatorClients(operator.emulator);
  await operator.ready();
  live = await operator.follow();
});
afterAll(async () => {
  aws[Symbol.dispose]();
  await operator.close();
});

interface Behind {
  destination: {
    status: string;
    channel: { awsId: string; state: string } | null;
    output: { arn: string } | null;
    events: { nodes: { message: string; actorType: string }[] };
  };
}
const behind = async (id: string) =>
  (
    await operator.query<Behind>(
      `query ($id: ID!) { destination(id: $id) { status
        channel { awsId state } output { arn } events(first: 30) { nodes { message actorType } } } }`,
      { id },
    )
  ).destination;
const channelIdOf = async (id: string) => (await behind(id)).channel?.awsId ?? '';
const described = (ChannelId: string) => aws.medialive.send(new DescribeChannelCommand({ ChannelId }));
const FlowArn = () => operator.emulator.seeded.flowArn;
const outputAtAws = async (id: string) => {
  const arn = await outputArnOf(id);
  const { Flow } = await aws.mediaconnect.send(new DescribeFlowCommand({ FlowArn: FlowArn() }));
  return Flow?.Outputs?.find(({ OutputArn }) => OutputArn === arn);
};
const placeOf = async (id: string) => (await outputAtAws(id))?.Destination;
const outputArnOf = async (id: string) => (await behind(id)).output?.arn ?? '';

const isAt =
  (status: string, code?: string) =>
  ({ destination }: Change) =>
    destination?.status === status && (code === undefined || destination.reason?.code === code);

/** A console waits for a channel to be idle before it lets anybody edit it. */
async function edit(
  ChannelId: string,
  change: (is: DescribeChannelCommandOutput) => Partial<UpdateChannelCommandInput>,
) {
  await vi.waitFor(async () => expect((await described(ChannelId)).State).toBe('IDLE'), { timeout: 10_000 });
  const is = await described(ChannelId);
  await aws.medialive.send(new UpdateChannelCommand({ ChannelId, RoleArn: is.RoleArn, ...change(is) }));
  await vi.waitFor(async () => expect((await described(ChannelId)).State).toBe('IDLE'), { timeout: 10_000 });
}

const elsewhere = ({ Destinations = [] }: DescribeChannelCommandOutput) => ({
  Destinations: Destinations.map((each) => ({
    ...each,
    Settings: each.Settings?.map((setting) => ({ ...setting, Url: 'rtmp://elsewhere.example/app' })),
  })),
});
const otherKey = ({ Destinations = [] }: DescribeChannelCommandOutput) => ({
  Destinations: Destinations.map((each) => ({
    ...each,
    Settings: each.Settings?.map((setting) => ({ ...setting, StreamName: 'fake-key-of-somebody-else' })),
  })),
});
const otherBitrate = ({ EncoderSettings }: DescribeChannelCommandOutput) => {
  const changed = structuredClone(EncoderSettings);
  const h264 = changed?.VideoDescriptions?.[0]?.CodecSettings?.H264Settings;
  if (h264) h264.Bitrate = 777_000;
  return { EncoderSettings: changed };
};

async function onAir(create: () => Promise<string>): Promise<string> {
  const id = await create();
  await operator.start(id);
  await live.until(id, isAt('RUNNING'));
  return id;
}
async function standingBy(create: () => Promise<string>): Promise<string> {
  const id = await onAir(create);
  await operator.stop(id);
  await live.until(id, isAt('IDLE'));
  return id;
}
let made = 0;
const push = (more: object = {}) => {
  made += 1;
  return operator.create({
    name: `Push ${made}`,
    platform: 'CUSTOM',
    url: `rtmp://ours${made}.example/app`,
    streamKey: `fake-key-${made}`,
    ...more,
  });
};
const output = (more: object = {}) => {
  made += 1;
  return operator.create({
    name: `Output ${made}`,
    platform: 'CUSTOM',
    deliveryMode: 'FLOW_OUTPUT',
    url: `srt://ours${made}.example:7001`,
    ...more,
  });
};
const retry = (id: string) => operator.mutate('retryDestination', 'DestinationActionInput', { id });
const restart = (id: string) =>
  operator.mutate('updateDestination', 'UpdateDestinationInput', { id, apply: 'RESTART_NOW' });
const starts = async () => (await operator.emulator.calls('StartChannel')).length;
const urlsAtAws = async (id: string) =>
  (await described(await channelIdOf(id))).Destinations?.flatMap(({ Settings = [] }) =>
    Settings.map(({ Url }) => Url),
  );

describe('while a destination with its own channel is on air, someone at AWS', () => {
  it.each(['stop', 'delete'] as const)(
    '%ss its channel: it is lost, not fought for, and started again when asked',
    async (act) => {
      const id = await onAir(push);
      const channelId = await channelIdOf(id);
      const before = await starts();
      await operator.emulator.channel(channelId, 'outside', { do: act });
      const lost = await live.until(id, isAt('ERROR'));
      expect(lost.destination?.reason).toEqual({ code: 'RESOURCE_LOST', suggestedAction: 'RETRY' });
      await vi.waitFor(
        async () => {
          const { channel } = await behind(id);
          expect(channel?.state ?? null).toBe(act === 'stop' ? 'IDLE' : null);
        },
        { timeout: 10_000 },
      );
      expect(await starts()).toBe(before);
      await retry(id);
      await live.until(id, isAt('RUNNING'));
      expect((await channelIdOf(id)) === channelId).toBe(act === 'stop');
    },
  );

  it('stops it and starts it again: that is what was wanted, and nobody stops it', async () => {
    const id = await onAir(push);
    const ChannelId = await channelIdOf(id);
    const before = (await operator.emulator.calls('StopChannel')).length;
    await aws.medialive.send(new StopChannelCommand({ ChannelId }));
    await live.until(id, isAt('ERROR', 'RESOURCE_LOST'));
    await vi.waitFor(() => aws.medialive.send(new StartChannelCommand({ ChannelId })), { timeout: 10_000 });
    await live.until(id, isAt('RUNNING'));
    expect((await described(ChannelId)).State).toBe('RUNNING');
    expect(await operator.emulator.calls('StopChannel')).toHaveLength(before + 1);
  });

  it.each([
    ['how it encodes', otherBitrate, 'RUNNING', 'OK'],
    ['its stream key', otherKey, 'ERROR', 'FAILED'],
  ] as const)(
    'changes %s while they have it stopped: that is said, and a restart puts it right',
    async (_, change, status, delivery) => {
      const id = await onAir(push);
      const ChannelId = await channelIdOf(id);
      const ours = await described(ChannelId);
      await aws.medialive.send(new StopChannelCommand({ ChannelId }));
      await live.until(id, isAt('ERROR', 'RESOURCE_LOST'));
      await edit(ChannelId, change);
      await aws.medialive.send(new StartChannelCommand({ ChannelId }));
      const edited = await live.until(
        id,
        (told) =>
          isAt(status, 'INVALID_CONFIGURATION')(told) && told.destination?.health.delivery === delivery,
      );
      expect(edited.destination?.reason?.suggestedAction).toBe('CHECK_CONFIGURATION');
      await restart(id);
      await live.until(id, (told) => isAt('RUNNING')(told) && told.destination?.reason === null);
      const { EncoderSettings, Destinations } = await described(ChannelId);
      expect({ EncoderSettings, Destinations }).toEqual({
        EncoderSettings: ours.EncoderSettings,
        Destinations: ours.Destinations,
      });
    },
  );

  it('sends it elsewhere: it is no green, and a restart puts it right', async () => {
    const id = await onAir(push);
    const ours = await urlsAtAws(id);
    const ChannelId = await channelIdOf(id);
    await aws.medialive.send(new StopChannelCommand({ ChannelId }));
    await edit(ChannelId, elsewhere);
    await aws.medialive.send(new StartChannelCommand({ ChannelId }));
    const edited = await live.until(id, isAt('ERROR', 'INVALID_CONFIGURATION'));
    expect(edited.destination).toMatchObject({
      reason: { suggestedAction: 'CHECK_CONFIGURATION' },
      health: { delivery: 'FAILED' },
    });
    expect(await urlsAtAws(id)).toEqual(['rtmp://elsewhere.example/app']);
    await restart(id);
    await live.until(id, isAt('RUNNING'));
    expect(await urlsAtAws(id)).toEqual(ours);
  });
});

it('cuts the output by which the flow feeds a channel: that is said, touched by nobody, and over when it is mended', async () => {
  const id = await onAir(push);
  const { Arn } = await aws.medialive.send(
    new DescribeInputCommand({
      InputId: (await described(await channelIdOf(id))).InputAttachments?.[0]?.InputId,
    }),
  );
  const { Flow } = await aws.mediaconnect.send(new DescribeFlowCommand({ FlowArn: FlowArn() }));
  const OutputArn = Flow?.Outputs?.find(({ MediaLiveInputArn }) => MediaLiveInputArn === Arn)?.OutputArn;
  const set = (OutputStatus: 'ENABLED' | 'DISABLED') =>
    aws.mediaconnect.send(new UpdateFlowOutputCommand({ FlowArn: FlowArn(), OutputArn, OutputStatus }));
  await set('DISABLED');
  const cut = await live.until(id, isAt('ERROR', 'RESOURCE_LOST'));
  expect(cut.destination?.health.source).toBe('FAILED');
  await set('ENABLED');
  await live.until(id, isAt('RUNNING'));
});

describe('while a destination with its own channel stands by, someone at AWS', () => {
  it('sends it elsewhere: it is put right before it starts', async () => {
    const id = await standingBy(push);
    const ours = await urlsAtAws(id);
    await edit(await channelIdOf(id), elsewhere);
    await operator.start(id);
    await live.until(id, isAt('RUNNING'));
    expect(await urlsAtAws(id)).toEqual(ours);
  });

  it.each([
    ['how it encodes', otherBitrate],
    ['its stream key', otherKey],
  ])('changes %s: that is said, and put right before it starts', async (_, change) => {
    const id = await standingBy(push);
    const ChannelId = await channelIdOf(id);
    const ours = await described(ChannelId);
    await edit(ChannelId, change);
    await operator.start(id);
    await live.until(id, isAt('RUNNING'));
    const { EncoderSettings, Destinations } = await described(ChannelId);
    expect({ EncoderSettings, Destinations }).toEqual({
      EncoderSettings: ours.EncoderSettings,
      Destinations: ours.Destinations,
    });
    const system = await operator.query<{ events: { nodes: { message: string }[] } }>(
      '{ events(first: 50) { nodes { message } } }',
    );
    expect(system.events.nodes.map(({ message }) => message).join('\n')).toContain('was set up anew at AWS');
  });

  it('changes its stream key, and AWS does not answer what it is before it starts: that is said once it is on air', async () => {
    const id = await standingBy(push);
    await edit(await channelIdOf(id), otherKey);
    await operator.emulator.fault({ operation: 'DescribeChannel', kind: 'emptyAnswer', count: 1 });
    await operator.start(id);
    await live.until(id, isAt('ERROR', 'INVALID_CONFIGURATION'));
  });

  it('deletes it: another one is made with the next start', async () => {
    const id = await standingBy(push);
    const channelId = await channelIdOf(id);
    await operator.emulator.channel(channelId, 'outside', { do: 'delete' });
    await vi.waitFor(async () => expect((await behind(id)).channel).toBeNull(), { timeout: 10_000 });
    expect((await behind(id)).status).toBe('IDLE');
    await operator.start(id);
    await live.until(id, isAt('RUNNING'));
    expect(await channelIdOf(id)).not.toBe(channelId);
  });

  it('starts it again and again: it is stopped as often as the policy says, then left and said, and stopped when asked', async () => {
    const id = await standingBy(() => push({ retryPolicy: { maxAttempts: 2 } }));
    const ChannelId = await channelIdOf(id);
    const startByHand = async () => {
      await vi.waitFor(() => aws.medialive.send(new StartChannelCommand({ ChannelId })), { timeout: 10_000 });
    };
    await startByHand();
    await live.until(id, isAt('STOPPING'));
    await live.until(id, isAt('IDLE'));
    await startByHand();
    const left = await live.until(id, isAt('ERROR', 'GAVE_UP'));
    expect(left.destination).toMatchObject({ billing: true, reason: { suggestedAction: 'RETRY' } });
    expect((await described(ChannelId)).State).toBe('RUNNING');
    await operator.stop(id);
    await live.until(id, isAt('IDLE'));
  });
});

describe('while a start is on its way, someone at AWS', () => {
  const hindered = async (state: string, act: 'stop' | 'delete') => {
    await operator.emulator.settings({ timeScale: 0.01 });
    const id = await push({ retryPolicy: { maxAttempts: 2, initialBackoffMs: 500 } });
    await operator.start(id);
    const seen = new Set<string>();
    for (let n = 0; n < 2; n += 1) {
      const there = await live.until(id, ({ destination }) => destination?.channel?.state === state);
      expect(there.destination?.status).toBe('STARTING');
      const channelId = await channelIdOf(id);
      seen.add(channelId);
      await operator.emulator.channel(channelId, 'outside', { do: act });
    }
    const gaveUp = await live.until(id, isAt('ERROR', 'GAVE_UP'));
    await operator.emulator.settings({ timeScale: 0 });
    expect(gaveUp.destination?.reason?.suggestedAction).toBe('RETRY');
    return { id, channels: seen.size };
  };

  it('stops its channel each time: a bounded number of starts, then it gives up with the reason and can be retried', async () => {
    const before = await starts();
    const { id } = await hindered('STARTING', 'stop');
    expect(await starts()).toBe(before + 2);
    await retry(id);
    await live.until(id, isAt('RUNNING'));
  });

  it('deletes its channel each time: a bounded number of channels, then it gives up and leaves nothing', async () => {
    const { id, channels } = await hindered('STARTING', 'delete');
    expect(channels).toBe(2);
    await vi.waitFor(async () => expect((await behind(id)).channel).toBeNull(), { timeout: 10_000 });
    await retry(id);
    await live.until(id, isAt('RUNNING'));
  });
});

describe('to a destination on a flow output, someone at AWS', () => {
  const change = async (id: string, more: object) =>
    aws.mediaconnect.send(
      new UpdateFlowOutputCommand({ FlowArn: FlowArn(), OutputArn: await outputArnOf(id), ...more }),
    );

  it('disables it on air: it is lost, not fought for, and back when asked or when they enable it', async () => {
    const id = await onAir(output);
    await change(id, { OutputStatus: 'DISABLED' });
    const lost = await live.until(id, isAt('ERROR', 'RESOURCE_LOST'));
    expect(lost.destination?.reason?.suggestedAction).toBe('RETRY');
    await retry(id);
    await live.until(id, isAt('RUNNING'));
    await change(id, { OutputStatus: 'DISABLED' });
    await live.until(id, isAt('ERROR', 'RESOURCE_LOST'));
    await change(id, { OutputStatus: 'ENABLED' });
    await live.until(id, isAt('RUNNING'));
  });

  it('removes it on air: another one is made when asked', async () => {
    const id = await onAir(output);
    const OutputArn = await outputArnOf(id);
    await aws.mediaconnect.send(new RemoveFlowOutputCommand({ FlowArn: FlowArn(), OutputArn }));
    await live.until(id, isAt('ERROR', 'RESOURCE_LOST'));
    await retry(id);
    await live.until(id, isAt('RUNNING'));
    expect(await outputArnOf(id)).not.toBe(OutputArn);
  });

  it('sends it elsewhere on air: it is no green, and a restart puts it right', async () => {
    const id = await onAir(output);
    const ours = await placeOf(id);
    await change(id, { Destination: 'elsewhere.example' });
    const edited = await live.until(id, isAt('ERROR', 'INVALID_CONFIGURATION'));
    expect(edited.destination?.health.delivery).toBe('FAILED');
    await restart(id);
    await live.until(id, isAt('RUNNING'));
    expect(await placeOf(id)).toBe(ours);
  });

  it('changes its latency on air: that is said, and a restart puts it right', async () => {
    const latencyOf = async (id: string) => (await outputAtAws(id))?.Transport?.MinLatency;
    const id = await onAir(() => output({ srt: { latencyMs: 300 } }));
    await change(id, { MinLatency: 2_500 });
    const edited = await live.until(id, isAt('RUNNING', 'INVALID_CONFIGURATION'));
    expect(edited.destination?.reason?.suggestedAction).toBe('CHECK_CONFIGURATION');
    expect(await latencyOf(id)).toBe(2_500);
    await restart(id);
    await live.until(id, (told) => isAt('RUNNING')(told) && told.destination?.reason === null);
    expect(await latencyOf(id)).toBe(300);
  });

  it('sends it elsewhere while it is off: it is put right with the next start', async () => {
    const id = await standingBy(output);
    const ours = await placeOf(id);
    await change(id, { Destination: 'elsewhere.example' });
    await vi.waitFor(async () => expect(await placeOf(id)).toBe('elsewhere.example'), {
      timeout: 10_000,
    });
    await operator.start(id);
    await live.until(id, isAt('RUNNING'));
    expect(await placeOf(id)).toBe(ours);
  });

  it('enables it again and again while it is to be off: that is undone as often as the policy says', async () => {
    const id = await standingBy(() => output({ retryPolicy: { maxAttempts: 2 } }));
    await change(id, { OutputStatus: 'ENABLED' });
    await live.until(id, isAt('STOPPING'));
    await live.until(id, isAt('IDLE'));
    await change(id, { OutputStatus: 'ENABLED' });
    await live.until(id, isAt('ERROR', 'GAVE_UP'));
    await retry(id);
    await live.until(id, isAt('IDLE'));
  });
});
