import { describe, expect, it } from 'vitest';
import type { SeenAlert, SeenChannel } from '../../src/domain/aws.ts';
import { listLagMs, rememberAct } from '../../src/domain/observe-belief.ts';
import { observeAlerts, observeChannel } from '../../src/domain/observe-channel.ts';
import type { Channel } from '../../src/domain/records.ts';
import { FoldedState } from '../../src/domain/state.ts';
import { fold, seenChannel } from './seen.ts';

const settings = {
  installationId: 'inst',
  primaryChannelId: '3714710',
  primaryPlaybackUrl: 'https://tv.example.com',
};
const at = (second: number) => `2026-11-01T12:00:${String(second).padStart(2, '0')}.000Z`;
/** One second is one entry of the log. */
const lookAt = (second: number) => ({ startedAt: at(second), endedAt: at(second), position: second });
const alert: SeenAlert = {
  id: 'a1',
  alertType: 'Failed RTMP Connection',
  message: 'Could not connect.',
  since: at(0),
  pipeline: '0',
};

function see(state: FoldedState, seen: SeenChannel, second: number) {
  state.position = second;
  return fold(state, observeChannel(state, seen.id, seen, listAt(state, second), settings, at(second)));
}

/** A List that knows, as the poller does, whether an act came shortly before it. */
function listAt(state: FoldedState, second: number) {
  const acted = channelIn(state)?.acted;
  return { ...lookAt(second), soon: acted ? second * 1_000 - secondOf(acted.at) * 1_000 < listLagMs : false };
}

const secondOf = (instant: string) => Number(instant.slice(17, 19));

/** As the engine notes an act. */
function act(state: FoldedState, to: SeenChannel['state'], second: number): void {
  const before = state.get('channel', '2000001') as Channel;
  state.put('channel', before.id, {
    ...before,
    state: to,
    acted: rememberAct({ position: second - 1 }, before, at(second)),
  });
}

const channelIn = (state: FoldedState) => state.get('channel', '2000001');

describe('a look at a channel', () => {
  it('records it when it first appears, and says so once', () => {
    const state = new FoldedState();
    const first = see(state, seenChannel(), 0);
    expect(first.changes).toMatchObject([{ type: 'channel', kind: 'CREATED', id: '2000001' }]);
    expect(first.events).toMatchObject([
      { actor: 'aws', actorType: 'AWS', kind: 'CHANNEL_CHANGED', subjectId: '2000001' },
    ]);
    expect(see(state, seenChannel(), 2)).toMatchObject({ changes: [], events: [] });
  });

  it('tells a change from and to, and since when', () => {
    const state = new FoldedState();
    see(state, seenChannel(), 0);
    const { events } = see(state, seenChannel({ state: 'RUNNING', pipelinesRunning: 1 }), 2);
    expect(events).toMatchObject([
      {
        message: 'Channel main is RUNNING (was IDLE), pipelinesRunning 0 → 1.',
        changes: [
          { field: 'state', from: 'IDLE', to: 'RUNNING' },
          { field: 'pipelinesRunning', from: '0', to: '1' },
        ],
      },
    ]);
    see(state, seenChannel({ state: 'RUNNING', pipelinesRunning: 0 }), 4);
    expect(channelIn(state)).toMatchObject({ stateSince: at(2), pipelinesRunning: 0 });
  });

  it('does not mistake another order of members for a change', () => {
    const state = new FoldedState();
    see(state, seenChannel({ tags: { a: '1', b: '2' } }), 0);
    expect(see(state, seenChannel({ tags: { b: '2', a: '1' } }), 2).changes).toEqual([]);
  });

  it.each([
    ['PRIMARY', '3714710', {}],
    ['DEDICATED', '2000001', { 'lunora:installation': 'inst', 'lunora:destination': 'd1' }],
    ['UNMANAGED', '2000001', { 'lunora:installation': 'another', 'lunora:destination': 'd1' }],
    ['UNMANAGED', '2000001', {}],
  ] as const)('gives the role %s', (role, id, tags) => {
    const state = new FoldedState();
    see(state, seenChannel({ id, tags }), 0);
    expect(state.get('channel', id)).toMatchObject({
      role,
      playbackUrl: role === 'PRIMARY' ? 'https://tv.example.com' : null,
    });
  });

  describe('when a List lags behind an act of ours', () => {
    it('keeps what we know while it shows what was before, for ten seconds', () => {
      const state = new FoldedState();
      see(state, seenChannel(), 0);
      act(state, 'STARTING', 5);
      expect(see(state, seenChannel(), 9).changes).toEqual([]);
      expect(channelIn(state)?.state).toBe('STARTING');
      see(state, seenChannel(), 15);
      expect(channelIn(state)?.state).toBe('IDLE');
    });

    it('believes nothing from before an act that came shortly before the last one', () => {
      const state = new FoldedState();
      see(state, seenChannel({ state: 'RUNNING' }), 0);
      act(state, 'STOPPING', 5);
      see(state, seenChannel({ state: 'IDLE' }), 7);
      act(state, 'DELETING', 8);
      for (const lagging of ['RUNNING', 'IDLE'] as const) {
        expect(see(state, seenChannel({ state: lagging }), 12).changes).toEqual([]);
      }
      see(state, seenChannel({ state: 'RUNNING' }), 18);
      expect(channelIn(state)?.state).toBe('RUNNING');
    });

    it('believes nothing that was never seen before the act', () => {
      const state = new FoldedState();
      see(state, seenChannel({ state: 'STARTING' }), 0);
      act(state, 'STOPPING', 5);
      expect(see(state, seenChannel({ state: 'RUNNING' }), 8).changes).toEqual([]);
    });

    it.each([true, false])(
      'believes nothing from before what a Describe has shown (act of ours: %s)',
      (ours) => {
        const state = new FoldedState();
        see(state, seenChannel(), 0);
        if (ours) act(state, 'STARTING', 5);
        const exact = { ...lookAt(14), exact: true };
        fold(
          state,
          observeChannel(state, '2000001', seenChannel({ state: 'RUNNING' }), exact, settings, at(14)),
        );
        expect(see(state, seenChannel({ state: 'STARTING' }), 20).changes).toEqual([]);
      },
    );

    it('believes nothing else at first of what a repeated create found made already', () => {
      const state = new FoldedState();
      see(state, seenChannel({ state: 'UPDATING' }), 5);
      const found = channelIn(state) as Channel;
      state.put('channel', found.id, { ...found, acted: { made: true, at: at(5), position: 5 } });
      expect(see(state, seenChannel({ state: 'IDLE' }), 8).changes).toEqual([]);
      see(state, seenChannel({ state: 'IDLE' }), 15);
      expect(channelIn(state)?.state).toBe('IDLE');
    });

    it('believes at once that what was just made is ready', () => {
      const state = new FoldedState();
      see(state, seenChannel({ state: 'CREATING' }), 5);
      const made = channelIn(state) as Channel;
      state.put('channel', made.id, { ...made, acted: { made: true, at: at(5), position: 5 } });
      see(state, seenChannel({ state: 'IDLE' }), 8);
      expect(channelIn(state)?.state).toBe('IDLE');
    });

    it('believes nothing that may be what somebody else did before the act', () => {
      const state = new FoldedState();
      see(state, seenChannel(), 0);
      act(state, 'STARTING', 5);
      expect(see(state, seenChannel({ state: 'STOPPING' }), 6).changes).toEqual([]);
    });

    it('believes nothing that was asked before the act was answered', () => {
      const state = new FoldedState();
      see(state, seenChannel(), 0);
      act(state, 'STARTING', 5);
      expect(see(state, seenChannel({ state: 'DELETING' }), 4).changes).toEqual([]);
    });

    it('keeps what we just made while it is not listed yet', () => {
      const state = new FoldedState();
      see(state, seenChannel(), 0);
      const made = channelIn(state) as Channel;
      state.put('channel', made.id, { ...made, acted: { made: true, at: at(1), position: 1 } });
      expect(observeChannel(state, made.id, null, listAt(state, 5), settings, at(5)).changes).toEqual([]);
      const later = observeChannel(state, made.id, null, listAt(state, 12), settings, at(12));
      expect(later.changes).toMatchObject([{ kind: 'DELETED' }]);
    });
  });

  it('records that it is gone, and from what', () => {
    const state = new FoldedState();
    see(state, seenChannel({ state: 'RUNNING' }), 0);
    const { events } = fold(state, observeChannel(state, '2000001', null, lookAt(2), settings, at(2)));
    expect(channelIn(state)).toBeUndefined();
    expect(events[0]?.changes).toEqual([{ field: 'state', from: 'RUNNING', to: null }]);
  });
});

describe('a read of alerts', () => {
  const running = () => {
    const state = new FoldedState();
    see(state, seenChannel({ state: 'RUNNING' }), 0);
    return state;
  };
  const read = (state: FoldedState, alerts: SeenAlert[] | null, second: number) =>
    fold(state, observeAlerts(state, '2000001', alerts, lookAt(second), at(second)));

  it('counts as evidence from the first one on, without an event and without an entry each time', () => {
    const state = running();
    expect(read(state, [], 1)).toMatchObject({ changes: [{ kind: 'UPDATED' }], events: [] });
    expect(channelIn(state)?.alertsReadAt).toBe(at(1));
    expect(read(state, [], 3).changes).toEqual([]);
  });

  it('tells when alerts come and go', () => {
    const state = running();
    expect(read(state, [alert], 1).events[0]?.changes).toEqual([
      { field: 'alerts', from: null, to: 'Failed RTMP Connection' },
    ]);
    expect(read(state, [], 3).events[0]?.message).toBe('Channel main has no alerts any more.');
  });

  it('is no evidence any more once the channel has stopped, nor in its next run', () => {
    const state = running();
    read(state, [alert], 1);
    see(state, seenChannel({ state: 'STOPPING' }), 2);
    expect(channelIn(state)).toMatchObject({ alerts: [], alertsReadAt: null });
    see(state, seenChannel({ state: 'RUNNING' }), 4);
    expect(channelIn(state)).toMatchObject({ alerts: [], alertsReadAt: null });
  });

  it('keeps the alerts through a recovery', () => {
    const state = running();
    read(state, [alert], 1);
    see(state, seenChannel({ state: 'RECOVERING' }), 2);
    expect(channelIn(state)).toMatchObject({ alerts: [alert], alertsReadAt: at(1) });
  });

  it('that fails for long takes the evidence away, once', () => {
    const state = running();
    read(state, [alert], 1);
    expect(read(state, null, 9).changes).toHaveLength(1);
    expect(channelIn(state)).toMatchObject({ alerts: [alert], alertsReadAt: null });
    expect(read(state, null, 10).changes).toEqual([]);
  });
});
