import { describe, expect, it } from 'vitest';
import { createDestination } from '../../../src/domain/commands/create-destination.ts';
import {
  type UpdateDestinationCommand,
  updateDestination,
} from '../../../src/domain/commands/update-destination.ts';
import { newWork } from '../../../src/domain/new-work.ts';
import {
  anyone,
  ask,
  creation,
  keepingAlso,
  limited,
  newState,
  plainKey,
  refusals,
  srtCreation,
  withDestination,
} from './ask.ts';

const edit = (more: Partial<UpdateDestinationCommand>) =>
  updateDestination(
    { id: 'd1', expectedVersion: null, apply: 'NEXT_START', ...keepingAlso(plainKey), ...more },
    anyone,
  );

const later = '2026-11-21T09:00:00.000Z';

describe('updateDestination', () => {
  it('changes what is given, leaves the rest, and says what changed', () => {
    const { state, current } = withDestination();
    const before = current();
    const { events } = ask(state, edit({ name: 'Side stage', url: 'rtmp://h.example/app' }), later);
    expect(current()).toMatchObject({
      name: 'Side stage',
      url: 'rtmp://h.example/app',
      version: 2,
      updatedAt: later,
    });
    expect(current()).toMatchObject({
      platform: before.platform,
      streamKey: before.streamKey,
      tags: before.tags,
    });
    expect(events[0]).toMatchObject({
      kind: 'DESTINATION_UPDATED',
      actor: 'ann',
      changes: [
        { field: 'name', from: 'Main stage', to: 'Side stage' },
        { field: 'url', from: before.url, to: 'rtmp://h.example/app' },
      ],
    });
  });

  it('does nothing when nothing changes', () => {
    const { state } = withDestination();
    const { changes, events } = ask(state, edit({ name: 'Main stage', platform: 'YOUTUBE', tags: [] }));
    expect({ changes, events }).toEqual({ changes: [], events: [] });
  });

  it('leaves what AWS knows alone when only the name and the tags change', () => {
    const { state, current } = withDestination();
    ask(state, edit({ name: 'Other', tags: [{ key: 'a', value: 'b' }] }));
    expect(current()).toMatchObject({ version: 2, configVersion: 1 });
  });

  it.each([
    ['url', { url: 'rtmp://h.example/app' }],
    ['preset', { presetId: 'default-1080p30' }],
    ['protocol', { protocol: 'RTMPS' }],
    ['platform', { platform: 'TWITCH' }],
  ] as const)('moves the version AWS must catch up with when the %s changes', (_what, change) => {
    const { state, current } = withDestination();
    ask(state, edit(change));
    expect(current()).toMatchObject({ version: 2, configVersion: 2, restartFor: null });
  });

  it('restarts what runs when asked to, and only then', () => {
    const { state, current } = withDestination({ desired: 'RUNNING' });
    ask(state, edit({ url: 'rtmp://h.example/app' }));
    expect(current().restartFor).toBeNull();
    ask(state, edit({ url: 'rtmp://h.example/two', apply: 'RESTART_NOW' }));
    expect(current()).toMatchObject({ version: 3, configVersion: 3, restartFor: 3 });
  });

  it('never marks a restart for what is stopped, or for a change AWS need not know', () => {
    const stopped = withDestination();
    ask(stopped.state, edit({ url: 'rtmp://h.example/app', apply: 'RESTART_NOW' }));
    expect(stopped.current().restartFor).toBeNull();
    const running = withDestination({ desired: 'RUNNING' });
    ask(running.state, edit({ name: 'Other', apply: 'RESTART_NOW' }));
    expect(running.current().restartFor).toBeNull();
  });

  it('restarts for a change of its preset that waits, when asked to', () => {
    const channel = { requestId: 'r', id: '7', configVersion: 1, presetVersion: 0 };
    const { state, current } = withDestination({ desired: 'RUNNING', work: { ...newWork, channel } });
    expect(ask(state, edit({})).changes).toEqual([]);
    ask(state, edit({ apply: 'RESTART_NOW' }));
    expect(current()).toMatchObject({ version: 2, configVersion: 2, restartFor: 2 });
  });

  it('tries again at once what failed with the old configuration', () => {
    const failure = { kind: 'INVALID', message: 'no', step: 'createChannel', at: later } as const;
    const work = { ...newWork, attempt: 6, gaveUp: true, failure, nextRetryAt: later };
    const { state, current } = withDestination({ desired: 'RUNNING', work });
    ask(state, edit({ url: 'rtmp://h.example/app' }));
    expect(current().work).toMatchObject({ attempt: 0, gaveUp: false, failure: null, nextRetryAt: null });
  });

  it('goes to the new platform when the URL was only the default of the old one', () => {
    const { state, current } = withDestination();
    ask(state, edit({ platform: 'TWITCH' }));
    expect(current().url).toBe('rtmp://live.twitch.tv/app');
    expect(refusals(() => ask(state, edit({ platform: 'LINKEDIN' })))).toEqual(['URL_REQUIRED url']);
  });

  it.each([
    ['a slash at the end', 'rtmp://a.rtmp.youtube.com/live2/'],
    ['its port', 'rtmp://A.rtmp.youtube.com:1935/live2'],
  ])('knows the default of the old platform with %s', (_how, url) => {
    const { state, current } = withDestination({ url });
    ask(state, edit({ platform: 'TWITCH' }));
    expect(current().url).toBe('rtmp://live.twitch.tv/app');
  });

  it('gives a backup URL that was only the default of the old platform up with it', () => {
    const backupUrl = 'rtmp://b.rtmp.youtube.com/live2?backup=1';
    const { state, current } = withDestination({}, creation({ backupUrl }));
    ask(state, edit({ platform: 'FACEBOOK' }));
    expect(current()).toMatchObject({ url: 'rtmps://live-api-s.facebook.com:443/rtmp/', backupUrl: null });
  });

  it('warns of a host that is another platform’s, whoever of the two was changed', () => {
    const youtube = { url: 'rtmp://x.rtmp.youtube.com/live2' };
    const warning = { code: 'PLATFORM_MISMATCH', path: ['input', 'url'] };
    expect(ask(newState(), createDestination(creation(youtube), anyone)).warnings).toEqual([]);
    const twitch = creation({ ...youtube, platform: 'TWITCH' });
    expect(ask(newState(), createDestination(twitch, anyone)).warnings).toMatchObject([warning]);
    const custom = creation({ ...youtube, platform: 'CUSTOM' });
    expect(ask(newState(), createDestination(custom, anyone)).warnings).toEqual([]);
    const { state } = withDestination({}, creation(youtube));
    expect(ask(state, edit({ platform: 'TWITCH' })).warnings).toMatchObject([warning]);
    expect(ask(state, edit({ name: 'Other' })).warnings ?? []).toEqual([]);
    expect(ask(state, edit({ url: 'rtmp://live.twitch.tv/app' })).warnings).toEqual([]);
    expect(ask(state, edit({ url: 'rtmp://relay.example/app' })).warnings).toEqual([]);
  });

  it('keeps a URL that was given when the platform changes', () => {
    const { state, current } = withDestination({}, creation({ url: 'rtmp://h.example/app' }));
    ask(state, edit({ platform: 'TWITCH' }));
    expect(current().url).toBe('rtmp://h.example/app');
  });

  it('takes away by null, and changes single SRT settings', () => {
    const { state } = withDestination({}, srtCreation({ srt: { latencyMs: 300, streamId: 'venue' } }));
    const update = (more: Partial<UpdateDestinationCommand>) =>
      ask(
        state,
        updateDestination(
          { id: 's1', expectedVersion: null, apply: 'NEXT_START', ...keepingAlso(plainKey), ...more },
          anyone,
        ),
      );
    update({ srt: { latencyMs: 500 } });
    expect(state.get('destination', 's1')?.srt).toMatchObject({ latencyMs: 500, streamId: 'venue' });
    update({ srt: { streamId: null } });
    expect(state.get('destination', 's1')?.srt).toMatchObject({ latencyMs: 500, streamId: null });
    update({ srt: null });
    expect(state.get('destination', 's1')?.srt).toBeNull();
  });

  it.each([
    ['an older version', { expectedVersion: 7, name: 'x' }, 'VERSION_CONFLICT expectedVersion'],
    ['an unknown id', { id: 'none' }, 'NOT_FOUND id'],
    ['a URL of another protocol', { protocol: 'RTMPS', url: 'rtmp://h/app' }, 'INVALID_URL url'],
    ['the kept key in the URL', { url: `rtmp://h.example/app/${plainKey}` }, 'KEY_IN_URL url'],
    ['the kept key as a name', { name: plainKey }, 'INVALID_NAME name'],
    ['an unknown preset', { presetId: 'none' }, 'INVALID_PRESET presetId'],
    ['no name', { name: '' }, 'INVALID_NAME name'],
  ] as const)('refuses %s and changes nothing', (_what, change, refusal) => {
    const { state, current } = withDestination();
    const before = current();
    expect(refusals(() => ask(state, edit(change)))).toEqual([refusal]);
    expect(current()).toBe(before);
  });

  it('gives a preset that was only the default of the platform up with the platform, and keeps one that was chosen', () => {
    const { state, current } = withDestination();
    ask(state, edit({ platform: 'TWITCH' }));
    expect(current().presetId).toBe('twitch-1080p60');
    ask(state, edit({ platform: 'YOUTUBE', presetId: 'linkedin-720p30' }));
    expect(current().presetId).toBe('linkedin-720p30');
    ask(state, edit({ platform: 'TWITCH' }));
    expect(current().presetId).toBe('linkedin-720p30');
    ask(state, edit({ presetId: null }));
    expect(current().presetId).toBe('twitch-1080p60');
  });

  it('refuses a name another has', () => {
    const { state } = withDestination();
    ask(state, createDestination(creation({ id: 'd2', name: 'Second' }), anyone));
    expect(refusals(() => ask(state, edit({ name: 'second' })))).toEqual(['NAME_TAKEN name']);
    ask(state, edit({ name: 'MAIN stage' }));
    expect(state.get('destination', 'd1')?.name).toBe('MAIN stage');
  });

  it('refuses to change what is being deleted, and hides what is out of reach', () => {
    const { state } = withDestination({ desired: 'DELETED' });
    expect(refusals(() => ask(state, edit({ name: 'x' })))).toEqual(['INVALID_TRANSITION id']);
    const command = {
      id: 'd1',
      expectedVersion: null,
      apply: 'NEXT_START',
      name: 'x',
      ...keepingAlso(plainKey),
    } as const;
    expect(refusals(() => ask(state, updateDestination(command, limited)))).toEqual(['NOT_FOUND id']);
  });
});
