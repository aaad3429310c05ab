import { expect, it } from 'vitest';
import { put } from '../../src/domain/change.ts';
import { rotateStreamKey } from '../../src/domain/commands/rotate-stream-key.ts';
import { newWork } from '../../src/domain/new-work.ts';
import type { Channel, Destination } from '../../src/domain/records.ts';
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
    { platform: 'TWITCH' },
    { platform: 'TWITCH', url: 'rtmp://fra.example/app' },
    true,
  ],
  ['at the same place of one’s own', custom, custom, true],
  ['at another place of one’s own', custom, { ...custom, url: 'rtmp://two.example/live' }, false],
  ['on another platform', {}, { platform: 'TWITCH' }, false],
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
