import {
  AddFlowSourcesCommand,
  CreateFlowCommand,
  type CreateFlowCommandInput,
  UpdateFlowCommand,
} from '@aws-sdk/client-mediaconnect';
import {
  CreateChannelCommand,
  type CreateChannelCommandInput,
  CreateInputCommand,
  type CreateInputCommandInput,
  DescribeInputCommand,
  UpdateInputCommand,
} from '@aws-sdk/client-medialive';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEmulatorClients, type EmulatorClients } from '../_kit/emulator-clients.ts';
import { channelRequest, encoderSettings, type LocalMediaLive, startMediaLive } from './medialive-kit.ts';

let aws: LocalMediaLive;
let clients: EmulatorClients;
beforeAll(async () => {
  aws = await startMediaLive();
  clients = createEmulatorClients(aws.emulator);
});
afterAll(async () => {
  clients[Symbol.dispose]();
  await aws[Symbol.asyncDispose]();
});
// Buckets fill up again.
beforeEach(() => aws.pass(60_000));

const rtmp = { Url: 'rtmp://live.example.com/app', StreamName: 'fake-key' };

type Changes = Partial<CreateChannelCommandInput>;
const h264 = (settings: object): Changes => ({
  EncoderSettings: {
    ...encoderSettings,
    VideoDescriptions: [{ Name: 'video', CodecSettings: { H264Settings: settings } }],
  },
});
const aac = (settings: object): Changes => ({
  EncoderSettings: {
    ...encoderSettings,
    AudioDescriptions: [
      { Name: 'audio', AudioSelectorName: 'Default', CodecSettings: { AacSettings: settings } },
    ],
  },
});
const hlsTo = (destinationId: string, Destinations: Changes['Destinations']): Changes => ({
  Destinations,
  EncoderSettings: {
    ...encoderSettings,
    OutputGroups: [
      {
        OutputGroupSettings: { HlsGroupSettings: { Destination: { DestinationRefId: destinationId } } },
        Outputs: [
          {
            VideoDescriptionName: 'video',
            AudioDescriptionNames: ['audio'],
            OutputSettings: {
              HlsOutputSettings: { HlsSettings: { StandardHlsSettings: { M3u8Settings: {} } } },
            },
          },
        ],
      },
    ],
  },
});
const codec = 'videoDescriptions[0].codecSettings.h264Settings';
const bitrate = 'audioDescriptions[0].codecSettings.aacSettings.bitrate';

describe('a channel is refused with 422, whose message begins with the first fault', () => {
  const create = async (changes: Changes) => {
    const InputAttachments = [{ InputId: await aws.newInput() }];
    await aws.client.send(new CreateChannelCommand({ ...channelRequest, InputAttachments, ...changes }));
  };

  it.each<[string, Changes, string]>([
    [
      'an underscore in the id of a destination',
      { Destinations: [{ Id: 'pu_sh', Settings: [rtmp] }] },
      'destinations[0].id DestinationId should include only numbers, letters and hyphen; outputGroups[0].outputs[0]',
    ],
    [
      'a reference to no destination',
      { Destinations: [{ Id: 'other', Settings: [rtmp] }] },
      'outputGroups[0].outputs[0].outputSettings.rtmpOutputSettings.destination.destinationRefId Object references undefined destination "push"',
    ],
    [
      'two places for one pipeline',
      { Destinations: [{ Id: 'push', Settings: [rtmp, rtmp] }] },
      'destinations[0].settings Exactly 1 destinations settings required',
    ],
    [
      'one place where the class is left out, which means STANDARD',
      { ChannelClass: undefined },
      'destinations[0].settings Exactly 2 destinations settings required',
    ],
    [
      'an HLS group on MediaPackage settings',
      hlsTo('player', [{ Id: 'player', MediaPackageSettings: [{ ChannelId: 'player' }] }]),
      'destinations[0].settings Exactly 1 destinations settings required',
    ],
    ['a GOP of nothing', h264({ GopSize: 0, GopSizeUnits: 'SECONDS' }), `${codec}.gopSize must be greater`],
    ['half a frame of GOP', h264({ GopSize: 1.5 }), `${codec}.gopSize must be a whole number`],
    [
      'a specified frame rate without numbers',
      h264({ FramerateControl: 'SPECIFIED' }),
      `${codec}.framerateNumerator is required when framerateControl is SPECIFIED; ${codec}.framerateDenominator`,
    ],
    [
      'a specified pixel aspect ratio without numbers',
      h264({ ParControl: 'SPECIFIED', ParNumerator: 1 }),
      `${codec}.parDenominator is required`,
    ],
    ['stereo AAC of 48 kb/s', aac({ Bitrate: 48_000 }), `${bitrate} must be between 64000 and 576000`],
    [
      'mono AAC above the table',
      aac({ Bitrate: 320_000, CodingMode: 'CODING_MODE_1_0' }),
      `${bitrate} must be between 56000 and 288000`,
    ],
    [
      'an audio description that no output carries',
      {
        EncoderSettings: {
          ...encoderSettings,
          AudioDescriptions: [
            ...(encoderSettings.AudioDescriptions ?? []),
            { Name: 'spare', AudioSelectorName: 'Default' },
          ],
        },
      },
      'audioDescriptions[1] Audio description "spare" is not referenced by any output',
    ],
  ])('%s', async (_what, changes, message) => {
    const refusal = await create(changes).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      name: 'UnprocessableEntityException',
      $metadata: { httpStatusCode: 422 },
    });
    expect(String((refusal as Error).message).startsWith(message)).toBe(true);
  });

  it('and with 400 for a destination of two kinds', async () => {
    const both = { Id: 'push', Settings: [rtmp], MediaPackageSettings: [{ ChannelId: 'player' }] };
    await expect(create({ Destinations: [both] })).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining('required for destination push'),
    });
  });

  it.each<[string, Changes]>([
    ['a GOP of half a second', h264({ GopSize: 0.5, GopSizeUnits: 'SECONDS' })],
    [
      'a specified frame rate',
      h264({ FramerateControl: 'SPECIFIED', FramerateNumerator: 30, FramerateDenominator: 1 }),
    ],
    ['the least stereo AAC', aac({ Bitrate: 64_000 })],
    ['AAC of a variable rate', aac({ Bitrate: 8_000, RateControlMode: 'VBR' })],
    ['an HLS group on places', hlsTo('web', [{ Id: 'web', Settings: [{ Url: 'https://example.com/x' }] }])],
  ])('but not for %s', async (_what, changes) => {
    await create(changes);
  });

  it('an audio selector that no input defines, where AWS is assumed to look', async () => {
    const named = (AudioSelectorName: string): Changes => ({
      EncoderSettings: {
        ...encoderSettings,
        AudioDescriptions: [{ Name: 'audio', AudioSelectorName }],
      },
    });
    await create(named('english'));
    const { undocumented } = aws.emulator.world.account.settings;
    undocumented.audioSelectorsMustExist = true;
    await create(named('Default'));
    await expect(create(named('english'))).rejects.toMatchObject({
      message: 'audioDescriptions[0].audioSelectorName There is no audio selector named english',
    });
    undocumented.audioSelectorsMustExist = false;
  });
});

describe('an input', () => {
  const create = async (input: CreateInputCommandInput) =>
    (await aws.client.send(new CreateInputCommand({ Name: 'in', ...input }))).Input;

  it.each<[string, CreateInputCommandInput, string]>([
    [
      'an empty URL',
      { Type: 'URL_PULL', Sources: [{ Url: '' }] },
      'Invalid URL () specified for inputSource',
    ],
    ['no URL', { Type: 'RTMP_PULL' }, 'Invalid URL () specified for inputSource'],
    ['no scheme', { Type: 'MP4_FILE', Sources: [{ Url: 'film.mp4' }] }, 'Invalid URL (film.mp4)'],
    ['SRT_CALLER without a listener', { Type: 'SRT_CALLER' }, 'srtCallerSources with a srtListenerAddress'],
    [
      'SRT_CALLER with an empty address',
      {
        Type: 'SRT_CALLER',
        SrtSettings: { SrtCallerSources: [{ SrtListenerAddress: '', SrtListenerPort: '9000' }] },
      },
      'srtCallerSources with a srtListenerAddress',
    ],
    ['RTMP_PUSH without destinations', { Type: 'RTMP_PUSH' }, 'destinations with a streamName'],
    [
      'RTMP_PUSH without a stream name',
      { Type: 'RTMP_PUSH', Destinations: [{}] },
      'destinations with a streamName',
    ],
  ])('is refused for %s', async (_what, input, message) => {
    await expect(create(input)).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining(message),
    });
  });

  it('is refused an empty URL also when it is updated', async () => {
    const made = await create({ Type: 'URL_PULL', Sources: [{ Url: 'https://example.com/a.m3u8' }] });
    aws.pass(4_000);
    const update = new UpdateInputCommand({ InputId: made?.Id, Sources: [{ Url: '' }] });
    await expect(aws.client.send(update)).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it.each<[string, CreateInputCommandInput, string, string[]]>([
    [
      'of one RTMP stream',
      { Type: 'RTMP_PUSH', Destinations: [{ StreamName: 'live/one' }] },
      'SINGLE_PIPELINE',
      ['rtmp://192.0.2.11:1935/live/one'],
    ],
    [
      'of two RTMP streams',
      { Type: 'RTMP_PUSH', Destinations: [{ StreamName: 'live/a' }, { StreamName: 'live/b' }] },
      'STANDARD',
      ['rtmp://192.0.2.11:1935/live/a', 'rtmp://198.51.100.11:1935/live/b'],
    ],
    ['of RTP', { Type: 'RTP_PUSH' }, 'STANDARD', ['rtp://192.0.2.11:5000', 'rtp://198.51.100.11:5000']],
  ])(
    'that is pushed to, %s, shows where, and its security groups',
    async (_what, input, inputClass, urls) => {
      const made = await create({ ...input, InputSecurityGroups: ['1234567'] });
      const shown = await aws.client.send(new DescribeInputCommand({ InputId: made?.Id }));
      expect(shown).toMatchObject({
        InputClass: inputClass,
        SecurityGroups: ['1234567'],
        Destinations: urls.map((Url) => ({
          Url,
          Ip: expect.any(String),
          Port: expect.stringMatching(/^\d+$/),
        })),
      });
    },
  );
});

describe('a flow with a second source', () => {
  const source = (Name: string, IngestPort: number, Protocol: 'srt-listener' | 'rtp' = 'srt-listener') => ({
    ...{ Name, IngestPort, Protocol },
    WhitelistCidr: '10.0.0.0/8',
  });
  const create = async (input: Partial<CreateFlowCommandInput>) =>
    (await clients.mediaconnect.send(new CreateFlowCommand({ Name: 'two', ...input }))).Flow?.FlowArn;
  const two = [source('a', 6_000), source('b', 6_001)];

  it.each<[string, Partial<CreateFlowCommandInput>, string]>([
    ['no failover', { Sources: two }, 'failover enabled'],
    ['failover off', { Sources: two, SourceFailoverConfig: { State: 'DISABLED' } }, 'failover enabled'],
    [
      'two protocols',
      {
        Sources: [source('a', 6_000), source('b', 6_001, 'rtp')],
        SourceFailoverConfig: { State: 'ENABLED' },
      },
      'same protocol',
    ],
    [
      'a merge of SRT',
      { Sources: two, SourceFailoverConfig: { State: 'ENABLED', FailoverMode: 'MERGE' } },
      'RTP and RIST',
    ],
    [
      'a priority in a merge',
      { Source: source('a', 6_000), SourceFailoverConfig: { SourcePriority: { PrimarySource: 'a' } } },
      'sourcePriority',
    ],
    [
      'a recovery window of 50 ms',
      { Source: source('a', 6_000), SourceFailoverConfig: { FailoverMode: 'MERGE', RecoveryWindow: 50 } },
      'recoveryWindow',
    ],
  ])('is refused for %s', async (_what, input, message) => {
    await expect(create(input)).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining(message),
    });
  });

  it('needs failover before the second source, and keeps it while it has two', async () => {
    const FlowArn = await create({ Source: source('a', 6_000) });
    const add = () =>
      clients.mediaconnect.send(new AddFlowSourcesCommand({ FlowArn, Sources: [source('b', 6_001)] }));
    const setFailover = (State: 'ENABLED' | 'DISABLED') =>
      clients.mediaconnect.send(
        new UpdateFlowCommand({ FlowArn, SourceFailoverConfig: { State, FailoverMode: 'FAILOVER' } }),
      );
    await expect(add()).rejects.toMatchObject({ name: 'BadRequestException' });
    await setFailover('ENABLED');
    await add();
    await expect(setFailover('DISABLED')).rejects.toMatchObject({ name: 'BadRequestException' });
  });
});
