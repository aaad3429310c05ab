import type {
  CreateChannelCommandInput,
  EncoderSettings,
  H264Level,
  UpdateChannelCommandInput,
} from '@aws-sdk/client-medialive';
import type { Preset } from '../domain/records.ts';
import type { ChannelSettings, CreateChannelArgs, UpdateChannelArgs } from './media-live.ts';

/** The names inside the channel; MediaLive allows 32 characters for the group's. */
const push = 'push';

/** A channel of one pipeline that takes one MediaConnect input and pushes one RTMP stream. */
export function toCreateChannel(args: CreateChannelArgs): CreateChannelCommandInput {
  return {
    RequestId: args.requestId,
    ChannelClass: 'SINGLE_PIPELINE',
    LogLevel: 'WARNING',
    Tags: args.tags,
    ...toSettings(args),
  };
}

/** Replaces everything the channel was made with. RoleArn goes along always: left out, MediaLive removes the role. */
export function toUpdateChannel(args: UpdateChannelArgs): UpdateChannelCommandInput {
  return { ChannelId: args.id, ...toSettings(args) };
}

function toSettings({ name, inputId, roleArn, preset, url, streamKey }: ChannelSettings) {
  return {
    Name: name,
    RoleArn: roleArn,
    InputAttachments: [{ InputId: inputId, InputAttachmentName: 'feed' }],
    InputSpecification: { Codec: 'AVC', Resolution: 'HD', MaximumBitrate: 'MAX_20_MBPS' },
    Destinations: [{ Id: push, Settings: [{ Url: url, StreamName: streamKey }] }],
    EncoderSettings: toEncoderSettings(preset, url),
  } as const satisfies Partial<CreateChannelCommandInput>;
}

function toEncoderSettings(preset: Preset, url: string): EncoderSettings {
  return {
    TimecodeConfig: { Source: 'SYSTEMCLOCK' },
    VideoDescriptions: [
      {
        Name: 'video',
        Width: preset.width,
        Height: preset.height,
        RespondToAfd: 'NONE',
        ScalingBehavior: 'DEFAULT',
        Sharpness: 50,
        CodecSettings: {
          H264Settings: {
            Profile: 'HIGH',
            Level: levelOf(preset),
            RateControlMode: 'CBR',
            Bitrate: preset.videoBitrate,
            FramerateControl: 'SPECIFIED',
            FramerateNumerator: preset.framesPerSecond,
            FramerateDenominator: 1,
            ParControl: 'SPECIFIED',
            ParNumerator: 1,
            ParDenominator: 1,
            ScanType: 'PROGRESSIVE',
            GopSize: 2,
            GopSizeUnits: 'SECONDS',
            GopClosedCadence: 1,
          },
        },
      },
    ],
    AudioDescriptions: [
      {
        Name: 'audio',
        AudioSelectorName: 'Default',
        CodecSettings: {
          AacSettings: {
            Profile: 'LC',
            RateControlMode: 'CBR',
            Bitrate: preset.audioBitrate,
            SampleRate: 48_000,
            CodingMode: 'CODING_MODE_2_0',
          },
        },
      },
    ],
    OutputGroups: [
      {
        Name: push,
        OutputGroupSettings: {
          RtmpGroupSettings: {
            AuthenticationScheme: 'COMMON',
            CacheFullBehavior: 'DISCONNECT_IMMEDIATELY',
            CacheLength: 30,
            CaptionData: 'ALL',
            RestartDelay: 15,
          },
        },
        Outputs: [
          {
            OutputName: push,
            VideoDescriptionName: 'video',
            AudioDescriptionNames: ['audio'],
            OutputSettings: {
              RtmpOutputSettings: {
                Destination: { DestinationRefId: push },
                ConnectionRetryInterval: 2,
                NumRetries: 3,
                ...(url.startsWith('rtmps:') && { CertificateMode: 'VERIFY_AUTHENTICITY' }),
              },
            },
          },
        ],
      },
    ],
  };
}

/** Levels of H.264 (Annex A): macroblocks in a second and in a frame. 4.0 is left out: 4.1 takes the same picture. */
const levels: [H264Level, perSecond: number, perFrame: number][] = [
  ['H264_LEVEL_3_1', 108_000, 3_600],
  ['H264_LEVEL_3_2', 216_000, 5_120],
  ['H264_LEVEL_4_1', 245_760, 8_192],
  ['H264_LEVEL_4_2', 522_240, 8_704],
  ['H264_LEVEL_5_1', 983_040, 36_864],
];

function levelOf({ width, height, framesPerSecond }: Preset): H264Level {
  const frame = Math.ceil(width / 16) * Math.ceil(height / 16);
  const fits = levels.find(
    ([, perSecond, perFrame]) => frame <= perFrame && frame * framesPerSecond <= perSecond,
  );
  return fits?.[0] ?? 'H264_LEVEL_5_2';
}
