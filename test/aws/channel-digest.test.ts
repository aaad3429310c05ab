import { expect, it } from 'vitest';
import { channelDigest } from '../../src/aws/channel-digest.ts';
import { editBetween } from '../../src/domain/edited.ts';
import { createSecrets } from '../../src/secrets.ts';

const digestWith = (secret: number) => {
  const { fingerprint } = createSecrets(Buffer.alloc(32, secret));
  return (channel: Parameters<typeof channelDigest>[0]) => channelDigest(channel, fingerprint);
};
const digestOf = digestWith(7);

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
  expect(digestOf({ Destinations, RoleArn, EncoderSettings })).toBe(digestOf(setup()));
});

it('differs when encoder, role, place or stream key differ', () => {
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
    setup({}, 'rtmp://h.example/app', 'another'),
  ].map(digestOf);
  expect(new Set(digests).size).toBe(digests.length);
});

it.each([
  ['nothing', setup(), null],
  ['its role', setup({ RoleArn: 'arn:aws:iam::111122223333:role/other' }), 'SETTINGS'],
  [
    'how it encodes',
    setup({ EncoderSettings: { ...setup().EncoderSettings, VideoDescriptions: [] } }),
    'SETTINGS',
  ],
  ['its inputs', setup({ InputAttachments: [{ InputId: '7' }] }), 'SETTINGS'],
  ['its stream key', setup({}, 'rtmp://h.example/app', 'another'), 'PLACE'],
  ['its place and its role', setup({ RoleArn: 'other' }, 'rtmp://elsewhere.example/app'), 'PLACE'],
] as const)('tells what someone changed: %s', (_, after, edit) => {
  expect(editBetween(digestOf(setup()), digestOf(after))).toBe(edit);
});

it('lets nobody find out the stream key by trying, without the secret of the installation', () => {
  expect(digestWith(8)(setup())).not.toBe(digestOf(setup()));
});
