import { expect, it } from 'vitest';
import { channelDigest } from '../../src/aws/channel-digest.ts';

const setup = (more: object = {}, url = 'rtmp://h.example/app', key = 'fake-key') => ({
  RoleArn: 'arn:aws:iam::111122223333:role/fake',
  EncoderSettings: {
    AudioDescriptions: [],
    OutputGroups: [],
    TimecodeConfig: { Source: 'SYSTEMCLOCK' as const },
    VideoDescriptions: [{ Name: 'video', Width: 1280, Height: 720 }],
  },
  Destinations: [{ Id: 'push', Settings: [{ Url: url, StreamName: key }] }],
  ...more,
});

it('is the same for the same set-up, in whatever order AWS names its members', () => {
  const { Destinations, EncoderSettings, RoleArn } = setup();
  expect(channelDigest({ Destinations, RoleArn, EncoderSettings })).toBe(channelDigest(setup()));
});

it('differs when encoder, role or place differ', () => {
  const digests = [
    setup(),
    setup({ RoleArn: 'arn:aws:iam::111122223333:role/other' }),
    setup({
      EncoderSettings: {
        ...setup().EncoderSettings,
        VideoDescriptions: [{ Name: 'video', Width: 640, Height: 360 }],
      },
    }),
    setup({}, 'rtmp://elsewhere.example/app'),
  ].map(channelDigest);
  expect(new Set(digests).size).toBe(digests.length);
});

it('tells nothing of the stream key', () => {
  expect(channelDigest(setup({}, 'rtmp://h.example/app', 'another'))).toBe(channelDigest(setup()));
});
