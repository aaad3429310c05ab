import { expect, it } from 'vitest';
import { put } from '../../src/domain/change.ts';
import { rotateStreamKey } from '../../src/domain/commands/rotate-stream-key.ts';
import { newWork } from '../../src/domain/new-work.ts';
import type { Channel, Destination, SealedKey } from '../../src/domain/records.ts';
import { destination } from '../resolvers/sample.ts';
import { anyone, ask, channel, flow, newState, now, sealed } from './commands/ask.ts';
import { flowArn } from './seen.ts';

/** Two that are to be on air with the same key; the first one's channel runs. */
function two(first: Partial<Destination> = {}, second: Partial<Destination> = {}) {
  const state = newState();
  state.put('flow', flowArn, flow({ state: 'ACTIVE' }));
  const change = (record: Destination) =>
    ask(state, (current) => ({ changes: [put(current, 'destination', record)], events: [], value: null }));
  const seeChannel = (id: string, word: Channel['state']) =>
    ask(state, (current) => ({
      changes: [
        put(current, 'channel', channel({ id, role: 'DEDICATED', state: word, pipelinesRunning: 1 })),
      ],
      events: [],
      value: null,
    }));
  const on = (id: string): Partial<Destination> => ({
    flowId: flowArn,
    desired: 'RUNNING',
    work: {
      ...newWork,
      input: { requestId: 'i', id: `input-${id}` },
      channel: { requestId: 'c', id: `channel-${id}`, configVersion: 1, presetVersion: null },
    },
    presetId: null,
  });
  change(destination('a', { ...on('a'), ...first }));
  change(destination('b', { ...on('b'), ...second }));
  seeChannel('channel-a', 'RUNNING');
  seeChannel('channel-b', 'STARTING');
  const reason = (id: string) => state.get('destination', id)?.condition.reason;
  return { state, change, seeChannel, reason };
}

it('is said of one that comes on air beside another with the same key, and of both once both are', () => {
  const { seeChannel, reason } = two();
  expect(reason('a')?.code).not.toBe('KEY_CONFLICT');
  expect(reason('b')).toMatchObject({
    code: 'KEY_CONFLICT',
    message: expect.stringContaining('Destination a'),
    suggestedAction: 'CHECK_STREAM_KEY',
  });
  seeChannel('channel-b', 'RUNNING');
  expect([reason('a')?.code, reason('b')?.code]).toEqual(['KEY_CONFLICT', 'KEY_CONFLICT']);
});

it('ends for both when one goes off air', () => {
  const { seeChannel, reason } = two();
  seeChannel('channel-b', 'RUNNING');
  seeChannel('channel-b', 'STOPPING');
  expect(reason('a')).toBeNull();
  seeChannel('channel-a', 'STOPPING');
  expect(reason('b')?.code).not.toBe('KEY_CONFLICT');
});

it('ends when one of them gets another key', () => {
  const { state, reason } = two();
  const command = {
    id: 'a',
    expectedVersion: null,
    streamKey: sealed('other-key'),
    apply: 'NEXT_START' as const,
  };
  ask(state, rotateStreamKey(command, anyone), now);
  expect(reason('b')?.code).not.toBe('KEY_CONFLICT');
});

const key = (fingerprint: string, canonicalFingerprint?: string): SealedKey => ({
  ...{ sealed: 'sealed', fingerprint, setAt: now, version: 1 },
  ...(canonicalFingerprint && { canonicalFingerprint }),
});
const linkedIn = (user: string) => `rtmp://${user}.channel.media.azure.net:2935/live/${user.repeat(32)}`;
const custom = { platform: 'CUSTOM', url: 'rtmp://one.example/live' } as const;
it.each<[string, Partial<Destination>, Partial<Destination>, boolean]>([
  [
    'on YouTube’s second ingest, which takes the same key',
    {},
    { url: 'rtmps://b.rtmps.youtube.com:443/live2?backup=1' },
    false,
  ],
  [
    'at another ingest of Twitch',
    { platform: 'TWITCH', url: 'rtmp://live.twitch.tv/app' },
    { platform: 'TWITCH', url: 'rtmps://fra05.contribute.live-video.net:443/app' },
    true,
  ],
  [
    'at an address of Twitch that is none of its ingests',
    { platform: 'TWITCH', url: 'rtmp://live.twitch.tv/app' },
    { platform: 'TWITCH', url: 'rtmp://fra.example/app' },
    true,
  ],
  [
    'at Twitch by a custom URL',
    { platform: 'TWITCH', url: 'rtmp://live.twitch.tv/app' },
    { ...custom, url: 'rtmp://ingest.global-contribute.live-video.net/app' },
    true,
  ],
  [
    'at YouTube, encrypted',
    { url: 'rtmp://a.rtmp.youtube.com/live2' },
    { url: 'rtmps://a.rtmps.youtube.com:443/live2' },
    true,
  ],
  ['with a slash at the end', custom, { ...custom, url: 'rtmp://one.example/live/' }, true],
  ['with the usual port', custom, { ...custom, url: 'rtmp://one.example:1935/live' }, true],
  ['with another port', custom, { ...custom, url: 'rtmp://one.example:1936/live' }, false],
  ['with capitals and a dot', custom, { ...custom, url: 'RTMP://ONE.example./live' }, true],
  ['with percent signs', custom, { ...custom, url: 'rtmp://one.example/%6Cive' }, true],
  ['with two slashes', custom, { ...custom, url: 'rtmp://one.example//live' }, true],
  [
    'with another form of an IPv6 address',
    { ...custom, url: 'rtmp://[2001:db8::1]/live' },
    { ...custom, url: 'rtmp://[2001:0db8:0::0001]/live' },
    true,
  ],
  [
    'with another spelling of the key',
    { ...custom, streamKey: key('a', 'canonical') },
    { ...custom, streamKey: key('canonical') },
    true,
  ],
  [
    'under another URL of LinkedIn, where each is a person’s own',
    { platform: 'LINKEDIN', url: linkedIn('1') },
    { platform: 'LINKEDIN', url: linkedIn('2') },
    false,
  ],
  [
    'under the same URL of LinkedIn',
    { platform: 'LINKEDIN', url: linkedIn('1') },
    { platform: 'LINKEDIN', url: `${linkedIn('1')}/` },
    true,
  ],
  ['at the same place of one’s own', custom, custom, true],
  ['at another place of one’s own', custom, { ...custom, url: 'rtmp://two.example/live' }, false],
  ['on another platform', {}, { platform: 'TWITCH', url: 'rtmp://live.twitch.tv/app' }, false],
  ['that is to be off air', { desired: 'STOPPED' }, {}, false],
  ['without a key', { streamKey: null }, { streamKey: null }, false],
])('with another one %s: %#', (_where, first, second, conflict) => {
  expect(two(first, second).reason('b')?.code === 'KEY_CONFLICT').toBe(conflict);
});

it('does not name a destination of another flow, which the reader may have no business with', () => {
  const { reason } = two({ flowId: `${flowArn}-other` });
  expect(reason('b')).toMatchObject({
    code: 'KEY_CONFLICT',
    message: expect.not.stringContaining('Destination a'),
  });
});
