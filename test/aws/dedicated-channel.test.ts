import { describe, expect, it } from 'vitest';
import { toCreateChannel, toUpdateChannel } from '../../src/aws/dedicated-channel.ts';
import type { Preset } from '../../src/domain/records.ts';

const preset: Preset = {
  id: 'youtube-1080p30',
  name: 'YouTube 1080p30',
  width: 1920,
  height: 1080,
  framesPerSecond: 30,
  videoBitrate: 5_000_000,
  audioBitrate: 128_000,
  builtIn: true,
  version: 1,
};

const settings = {
  name: 'lunora-demo',
  inputId: '1000001',
  roleArn: 'arn:aws:iam::111122223333:role/MediaLive',
  preset,
  url: 'rtmp://a.rtmp.youtube.com/live2',
  streamKey: 'fake-key-fake-key',
};

const create = (more: Partial<typeof settings> = {}) =>
  toCreateChannel({ ...settings, ...more, requestId: 'request-1', tags: { Project: 'lunora' } });

describe('the dedicated channel', () => {
  it('pushes one RTMP stream with the plans’ settings', () => {
    const input = create();
    const [group] = input.EncoderSettings?.OutputGroups ?? [];
    expect(input).toMatchObject({
      RequestId: 'request-1',
      ChannelClass: 'SINGLE_PIPELINE',
      InputSpecification: { Codec: 'AVC', Resolution: 'HD', MaximumBitrate: 'MAX_20_MBPS' },
      Tags: { Project: 'lunora' },
    });
    expect(group?.Name?.length).toBeLessThanOrEqual(32);
    expect(group?.OutputGroupSettings).toEqual({
      RtmpGroupSettings: {
        AuthenticationScheme: 'COMMON',
        CacheFullBehavior: 'DISCONNECT_IMMEDIATELY',
        CacheLength: 30,
        CaptionData: 'ALL',
        RestartDelay: 15,
      },
    });
    expect(group?.Outputs?.[0]?.OutputSettings?.RtmpOutputSettings).toMatchObject({
      ConnectionRetryInterval: 2,
      NumRetries: 3,
    });
  });

  it('carries the key as the stream name of one destination that its output refers to', () => {
    const { Destinations = [], EncoderSettings } = create();
    expect(Destinations).toHaveLength(1);
    expect(Destinations[0]?.Settings).toEqual([{ Url: settings.url, StreamName: settings.streamKey }]);
    expect(
      EncoderSettings?.OutputGroups?.[0]?.Outputs?.[0]?.OutputSettings?.RtmpOutputSettings?.Destination,
    ).toEqual({ DestinationRefId: Destinations[0]?.Id });
  });

  it.each([
    [1920, 1080, 30, 'H264_LEVEL_4_1'],
    [1280, 720, 30, 'H264_LEVEL_3_1'],
    [1920, 1080, 60, 'H264_LEVEL_4_2'],
    [1280, 720, 60, 'H264_LEVEL_3_2'],
    [640, 360, 30, 'H264_LEVEL_3_1'],
    [3840, 2160, 30, 'H264_LEVEL_5_1'],
    [3840, 2160, 60, 'H264_LEVEL_5_2'],
  ] as const)('encodes %i×%i at %i fps as %s', (width, height, framesPerSecond, level) => {
    const input = toCreateChannel({
      ...settings,
      preset: { ...preset, width, height, framesPerSecond },
      requestId: 'request-1',
      tags: {},
    });
    const [video] = input.EncoderSettings?.VideoDescriptions ?? [];
    expect(video?.CodecSettings?.H264Settings).toMatchObject({
      Level: level,
      Profile: 'HIGH',
      RateControlMode: 'CBR',
      GopSize: 2,
      GopSizeUnits: 'SECONDS',
      GopClosedCadence: 1,
      FramerateNumerator: framesPerSecond,
    });
  });

  it('checks the certificate of an RTMPS server, and says nothing of certificates for RTMP', () => {
    const mode = (url: string) =>
      create({ url }).EncoderSettings?.OutputGroups?.[0]?.Outputs?.[0]?.OutputSettings?.RtmpOutputSettings
        ?.CertificateMode;
    expect(mode('rtmps://live.example.com:443/rtmp')).toBe('VERIFY_AUTHENTICITY');
    expect(mode(settings.url)).toBeUndefined();
  });

  it('sends the role with every update, or MediaLive would take it away', () => {
    const update = toUpdateChannel({ ...settings, id: '2000001' });
    expect(update).toMatchObject({ ChannelId: '2000001', RoleArn: settings.roleArn });
    expect(update).not.toHaveProperty('ChannelClass');
    expect(update).not.toHaveProperty('Tags');
  });
});
