import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchStartCommand,
  CreateChannelCommand,
  type CreateChannelCommandInput,
  CreateTagsCommand,
  DeleteChannelCommand,
  DeleteTagsCommand,
  DescribeChannelCommand,
  DescribeInputCommand,
  type EncoderSettings,
  ListChannelsCommand,
  ListTagsForResourceCommand,
  type Output,
  type OutputGroup,
  paginateListChannels,
  UnprocessableEntityException,
  UpdateChannelCommand,
} from '@aws-sdk/client-medialive';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmulator } from '../../emulator/start-emulator.ts';
import {
  channelRequest,
  encoderSettings,
  type LocalMediaLive,
  roleArn,
  startMediaLive,
} from './medialive-kit.ts';

let aws: LocalMediaLive;
beforeEach(async () => {
  aws = await startMediaLive();
});
afterEach(() => aws[Symbol.asyncDispose]());

const describeChannel = (ChannelId: string) => aws.client.send(new DescribeChannelCommand({ ChannelId }));
const rtmp = { Url: 'rtmp://live.example.com/app', StreamName: 'fake-key' };

function encoder(changes: Partial<EncoderSettings>): Partial<CreateChannelCommandInput> {
  return { EncoderSettings: { ...encoderSettings, ...changes } };
}
function group(changes: Partial<OutputGroup>) {
  const [first] = encoderSettings.OutputGroups ?? [];
  return encoder({ OutputGroups: [{ OutputGroupSettings: {}, Outputs: [], ...first, ...changes }] });
}
function output(changes: Partial<Output>) {
  const [first] = encoderSettings.OutputGroups?.[0]?.Outputs ?? [];
  return group({ Outputs: [{ OutputSettings: {}, ...first, ...changes }] });
}
/** What a caller without types could send. */
const odd = <T>(value: unknown): T => value as T;

const refused: [string, Partial<CreateChannelCommandInput>, string][] = [
  ['no encoder settings', odd({ EncoderSettings: undefined }), '/encoderSettings'],
  ['no output groups', encoder({ OutputGroups: [] }), '/encoderSettings/outputGroups'],
  [
    'a missing required member',
    encoder({ TimecodeConfig: odd({}) }),
    '/encoderSettings/timecodeConfig/source',
  ],
  ['a word that is not in the enum', { ChannelClass: odd('DOUBLE') }, '/channelClass'],
  [
    'text for a number',
    encoder({ VideoDescriptions: [{ Name: 'video', Width: odd('x') }] }),
    '/encoderSettings/videoDescriptions/0/width',
  ],
  [
    'an odd width',
    encoder({ VideoDescriptions: [{ Name: 'video', Width: 1281 }] }),
    '/encoderSettings/videoDescriptions/0/width',
  ],
  [
    'an odd height',
    encoder({ VideoDescriptions: [{ Name: 'video', Height: 721 }] }),
    '/encoderSettings/videoDescriptions/0/height',
  ],
  [
    'a bitrate below 1000',
    encoder({ VideoDescriptions: [{ Name: 'video', CodecSettings: { H264Settings: { Bitrate: 999 } } }] }),
    '/encoderSettings/videoDescriptions/0/codecSettings/h264Settings/bitrate',
  ],
  [
    'a video description named twice',
    encoder({ VideoDescriptions: [{ Name: 'video' }, { Name: 'video' }] }),
    '/encoderSettings/videoDescriptions/1/name',
  ],
  [
    'an unknown video description',
    output({ VideoDescriptionName: 'none' }),
    '/encoderSettings/outputGroups/0/outputs/0/videoDescriptionName',
  ],
  [
    'an unknown audio description',
    output({ AudioDescriptionNames: ['none'] }),
    '/encoderSettings/outputGroups/0/outputs/0/audioDescriptionNames',
  ],
  [
    'a group named with 33 characters',
    group({ Name: 'x'.repeat(33) }),
    '/encoderSettings/outputGroups/0/name',
  ],
  ['a group without outputs', group({ Outputs: [] }), '/encoderSettings/outputGroups/0/outputs'],
  [
    'a cache of 29 s',
    group({ OutputGroupSettings: { RtmpGroupSettings: { CacheLength: 29 } } }),
    '/encoderSettings/outputGroups/0/outputGroupSettings/rtmpGroupSettings/cacheLength',
  ],
  [
    'a group of two kinds',
    group({ OutputGroupSettings: { RtmpGroupSettings: {}, MultiplexGroupSettings: {} } }),
    '/encoderSettings/outputGroups/0/outputGroupSettings',
  ],
  [
    'a reference to no destination',
    output({ OutputSettings: { RtmpOutputSettings: { Destination: { DestinationRefId: 'none' } } } }),
    '/encoderSettings/outputGroups/0/outputs/0/outputSettings/rtmpOutputSettings/destination/destinationRefId',
  ],
  [
    'an output of another kind than its group',
    output({ OutputSettings: { MediaPackageOutputSettings: {} } }),
    '/encoderSettings/outputGroups/0/outputs/0/outputSettings',
  ],
  [
    'two places for one pipeline',
    { Destinations: [{ Id: 'push', Settings: [rtmp, rtmp] }] },
    '/destinations/0/settings',
  ],
  ['no place to push to', { Destinations: [{ Id: 'push', Settings: [] }] }, '/destinations/0/settings'],
  [
    'a destination named twice',
    {
      Destinations: [
        { Id: 'push', Settings: [rtmp] },
        { Id: 'push', Settings: [rtmp] },
      ],
    },
    '/destinations/1/id',
  ],
  [
    'another scheme than RTMP',
    { Destinations: [{ Id: 'push', Settings: [{ ...rtmp, Url: 'srt://h/app' }] }] },
    '/destinations/0/settings/0/url',
  ],
  [
    'an empty stream name',
    { Destinations: [{ Id: 'push', Settings: [{ ...rtmp, StreamName: '' }] }] },
    '/destinations/0/settings/0/streamName',
  ],
  ['no input', { InputAttachments: [] }, '/inputAttachments'],
  ['an unknown input', { InputAttachments: [{ InputId: '404' }] }, '/inputAttachments/0/inputId'],
  ['a role that is none', { RoleArn: 'MediaLiveAccessRole' }, '/roleArn'],
];

describe('a channel that cannot be', () => {
  it.each(refused)('is refused for %s', async (_, changes, elementPath) => {
    const refusal: unknown = await aws.newChannel(changes).catch((error: unknown) => error);
    if (!(refusal instanceof UnprocessableEntityException)) throw refusal;
    expect(refusal.ValidationErrors).toContainEqual({
      ElementPath: elementPath,
      ErrorMessage: expect.any(String),
    });
    const { Channels } = await aws.client.send(new ListChannelsCommand({}));
    expect(Channels).toHaveLength(1);
  });

  it('is refused when its input is attached to another', async () => {
    const InputAttachments = [{ InputId: await aws.newInput() }];
    await aws.newChannel({ InputAttachments });
    await expect(aws.newChannel({ InputAttachments })).rejects.toBeInstanceOf(UnprocessableEntityException);
  });

  it('is refused as STANDARD with an input of one flow, with two places to push to', async () => {
    const refusal: unknown = await aws
      .newChannel({ ChannelClass: 'STANDARD', Destinations: [{ Id: 'push', Settings: [rtmp, rtmp] }] })
      .catch((error: unknown) => error);
    if (!(refusal instanceof UnprocessableEntityException)) throw refusal;
    expect(refusal.ValidationErrors?.map(({ ElementPath }) => ElementPath)).toEqual([
      '/inputAttachments/0/inputId',
    ]);
  });

  it('is refused past the quota, and room is made by a tombstone', async () => {
    const { quotas } = aws.emulator.world.account.settings;
    quotas.channels = 2;
    const ChannelId = await aws.channelIn('IDLE');
    await expect(aws.newChannel()).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      message: 'Limit exceeded',
    });
    await aws.client.send(new DeleteChannelCommand({ ChannelId }));
    await expect(aws.newChannel()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    aws.pass(24_000);
    await expect(aws.newChannel()).resolves.toMatch(/^\d+$/);
  });
});

describe('a RequestId', () => {
  it('answers the same channel however often and late it comes', async () => {
    const InputAttachments = [{ InputId: await aws.newInput() }];
    const request = { RequestId: 'token-1', InputAttachments };
    const id = await aws.newChannel(request);
    expect(await aws.newChannel(request)).toBe(id);
    aws.pass(6_000);
    const late = await aws.client.send(new CreateChannelCommand({ ...channelRequest, ...request }));
    expect(late.Channel).toMatchObject({ Id: id, State: 'IDLE' });
    expect((await aws.client.send(new ListChannelsCommand({}))).Channels).toHaveLength(2);
  });

  it('answers its channel past the quota, too', async () => {
    const InputAttachments = [{ InputId: await aws.newInput() }];
    const id = await aws.newChannel({ RequestId: 'token-1', InputAttachments });
    aws.emulator.world.account.settings.quotas.channels = 0;
    expect(await aws.newChannel({ RequestId: 'token-1', InputAttachments })).toBe(id);
  });

  it('is forgotten with the tombstone of its channel', async () => {
    const id = await aws.newChannel({ RequestId: 'token-1' });
    aws.pass(6_000);
    await aws.client.send(new DeleteChannelCommand({ ChannelId: id }));
    aws.pass(24_000);
    expect(await aws.newChannel({ RequestId: 'token-1' })).toBe(id);
    aws.pass(600_000);
    await aws.client.send(new ListChannelsCommand({}));
    expect(aws.emulator.world.account.requestIds).not.toHaveProperty('CreateChannel:token-1');
    expect(await aws.newChannel({ RequestId: 'token-1' })).not.toBe(id);
    expect(Object.keys(aws.emulator.world.account.tags).join()).not.toContain(`channel:${id}`);
  });

  it('outlives the emulator', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'lunora-'));
    const body = JSON.stringify({
      requestId: 'token-1',
      type: 'MEDIACONNECT',
      roleArn,
      mediaConnectFlows: [{ flowArn: aws.emulator.seeded.flowArn }],
    });
    const answers: unknown[] = [];
    for (let n = 0; n < 2; n += 1) {
      await using emulator = await startEmulator({ port: 0, dataDir });
      const answer = await emulator.handle({ method: 'POST', url: '/prod/inputs', body });
      if (answer !== 'cut') answers.push(JSON.parse(answer.body).input?.id);
    }
    await rm(dataDir, { recursive: true });
    expect(answers).toEqual([expect.stringMatching(/^\d+$/), answers[0]]);
  });

  it('that is another makes another channel', async () => {
    const ids = [await aws.newChannel({ RequestId: 'a' }), await aws.newChannel({ RequestId: 'b' })];
    expect(new Set(ids).size).toBe(2);
  });
});

describe('what a channel shows', () => {
  it('is what was given, with keys in clear and defaults filled in', async () => {
    const id = await aws.newChannel({ Tags: { owner: 'lunora' } });
    const channel = await describeChannel(id);
    expect(channel).toMatchObject({
      Id: id,
      Arn: `arn:aws:medialive:us-east-1:111122223333:channel:${id}`,
      Name: 'one',
      ChannelClass: 'SINGLE_PIPELINE',
      Destinations: [{ Id: 'push', Settings: [rtmp] }],
      RoleArn: roleArn,
      Tags: { owner: 'lunora' },
      PipelinesRunningCount: 0,
      PipelineDetails: [],
    });
    expect(channel.EncoderSettings?.OutputGroups?.[0]).toMatchObject({
      OutputGroupSettings: {
        RtmpGroupSettings: {
          AuthenticationScheme: 'COMMON',
          CacheFullBehavior: 'DISCONNECT_IMMEDIATELY',
          CacheLength: 30,
          CaptionData: 'ALL',
          InputLossAction: 'EMIT_OUTPUT',
          RestartDelay: 15,
        },
      },
      Outputs: [{ OutputSettings: { RtmpOutputSettings: { ConnectionRetryInterval: 2, NumRetries: 10 } } }],
    });
    expect(channel.EncoderSettings?.VideoDescriptions?.[0]?.CodecSettings?.H264Settings?.Profile).toBe(
      'MAIN',
    );
    expect(channel.EncoderSettings?.AudioDescriptions?.[0]?.CodecSettings?.AacSettings?.SampleRate).toBe(
      48_000,
    );
  });

  it('lacks encoder settings and pipelines in a list', async () => {
    const { Channels } = await aws.client.send(new ListChannelsCommand({}));
    expect(Channels).toEqual([
      expect.objectContaining({
        Id: aws.emulator.seeded.primaryChannelId,
        State: 'RUNNING',
        PipelinesRunningCount: 1,
      }),
    ]);
    expect(Channels?.[0]).not.toHaveProperty('EncoderSettings');
    expect(Channels?.[0]).not.toHaveProperty('PipelineDetails');
  });

  it('comes in pages that neither repeat nor miss any, also when one goes on the way', async () => {
    const ids = [aws.emulator.seeded.primaryChannelId];
    for (let n = 0; n < 6; n += 1) ids.push(await aws.channelIn('IDLE'));
    const told: (string | undefined)[] = [];
    for await (const page of paginateListChannels({ client: aws.client, pageSize: 2 }, {})) {
      expect(page.Channels?.length).toBeLessThanOrEqual(2);
      told.push(...(page.Channels ?? []).map(({ Id }) => Id));
      delete aws.emulator.world.account.channels[ids[0] ?? ''];
    }
    expect(told).toEqual(ids);
  });

  it.each([{ MaxResults: 0 }, { MaxResults: 1_001 }, { NextToken: '!' }])(
    'is not paged by %o',
    async (query) => {
      const list = aws.client.send(new ListChannelsCommand(query));
      await expect(list).rejects.toMatchObject({ name: 'BadRequestException' });
    },
  );
});

describe('an update', () => {
  it('keeps what it leaves out, but not the role, and replaces the rest whole', async () => {
    const ChannelId = await aws.channelIn('IDLE');
    const Destinations = [{ Id: 'push', Settings: [{ ...rtmp, StreamName: 'fake-other' }] }];
    await aws.client.send(new UpdateChannelCommand({ ChannelId, Destinations }));
    const channel = await describeChannel(ChannelId);
    expect(channel).toMatchObject({ Name: 'one', Destinations, ChannelClass: 'SINGLE_PIPELINE' });
    expect(channel.Destinations?.[0]?.Settings).toHaveLength(1);
    expect(channel.EncoderSettings?.OutputGroups).toHaveLength(1);
    expect(channel.RoleArn).toBeUndefined();
  });

  it('attaches another input and lets go of the first', async () => {
    const first = await aws.newInput();
    const second = await aws.newInput();
    const ChannelId = await aws.newChannel({ InputAttachments: [{ InputId: first }] });
    aws.pass(6_000);
    const InputAttachments = [{ InputId: second }];
    await aws.client.send(new UpdateChannelCommand({ ChannelId, InputAttachments, RoleArn: roleArn }));
    const inputs = [first, second].map((InputId) => aws.client.send(new DescribeInputCommand({ InputId })));
    expect((await Promise.all(inputs)).map(({ State }) => State)).toEqual(['DETACHED', 'ATTACHED']);
  });

  it('that cannot be changes nothing', async () => {
    const ChannelId = await aws.channelIn('IDLE');
    const update = aws.client.send(new UpdateChannelCommand({ ChannelId, Destinations: [], Name: 'other' }));
    await expect(update).rejects.toBeInstanceOf(UnprocessableEntityException);
    expect(await describeChannel(ChannelId)).toMatchObject({ State: 'IDLE', Name: 'one', RoleArn: roleArn });
  });
});

describe('tags', () => {
  it('are added, removed and listed in every state, and go with the channel', async () => {
    const id = await aws.newChannel({ Tags: { a: '1', b: '2' } });
    const { Arn: ResourceArn = '' } = await describeChannel(id);
    await aws.client.send(new CreateTagsCommand({ ResourceArn, Tags: { c: '3' } }));
    await aws.client.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ['a', 'b'] }));
    const tags = await aws.client.send(new ListTagsForResourceCommand({ ResourceArn }));
    expect(tags.Tags).toEqual({ c: '3' });
    expect((await describeChannel(id)).Tags).toEqual({ c: '3' });
    aws.pass(6_000);
    await aws.client.send(new DeleteChannelCommand({ ChannelId: id }));
    aws.pass(24_000);
    const gone = aws.client.send(new ListTagsForResourceCommand({ ResourceArn }));
    await expect(gone).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

it.each(['__proto__', 'constructor', '0'])('does not take %s for a channel', async (id) => {
  await expect(describeChannel(id)).rejects.toMatchObject({ name: 'NotFoundException' });
  await expect(aws.newChannel({ InputAttachments: [{ InputId: id }] })).rejects.toBeInstanceOf(
    UnprocessableEntityException,
  );
});

it('names an operation it does not emulate', async () => {
  const batch = aws.client.send(new BatchStartCommand({ ChannelIds: ['1'] }));
  await expect(batch).rejects.toMatchObject({
    message: 'BatchStart is not emulated.',
    $metadata: { httpStatusCode: 501 },
  });
});
