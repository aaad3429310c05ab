import { describe, expect, it } from 'vitest';
import type { SeenFlow, SeenOutput } from '../../src/domain/aws.ts';
import { observeFlow, observeFlowGone } from '../../src/domain/observe-flow.ts';
import { observeOutput } from '../../src/domain/observe-output.ts';
import { FoldedState } from '../../src/domain/state.ts';
import { flowArn, fold, seenFlow, seenOutput } from './seen.ts';

const at = (second: number) => `2026-11-01T12:00:${String(second).padStart(2, '0')}.000Z`;
const lookAt = (second: number) => ({ startedAt: at(second), endedAt: at(second), position: second });
const connected = { connected: true, bitrate: 5_000_000, format: 'H.264 1920x1080 30 fps' };

const see = (state: FoldedState, seen: SeenFlow, source: Parameters<typeof observeFlow>[2], second: number) =>
  fold(state, observeFlow(state, seen, source, lookAt(second), at(second)));

const seeOutput = (state: FoldedState, seen: SeenOutput | null, second: number, id = seenOutput().arn) =>
  fold(
    state,
    observeOutput(state, flowArn, id, seen, lookAt(second), { installationId: 'inst' }, at(second)),
  );

const sourceIn = (state: FoldedState) => state.get('flow', flowArn)?.sources[0];

describe('a look at a flow', () => {
  it('records what comes in while it is active, and forgets it when it is not', () => {
    const state = new FoldedState();
    see(state, seenFlow(), connected, 0);
    expect(sourceIn(state)).toMatchObject(connected);
    see(state, seenFlow({ state: 'STANDBY' }), null, 2);
    expect(sourceIn(state)).toMatchObject({ connected: null, bitrate: null, format: null });
  });

  it('says when the source is lost', () => {
    const state = new FoldedState();
    see(state, seenFlow(), connected, 0);
    const lost = see(state, seenFlow(), { connected: false, bitrate: null, format: null }, 2);
    expect(lost.events[0]?.changes).toContainEqual({
      field: 'source srt',
      from: 'connected',
      to: 'disconnected',
    });
  });

  it('keeps what it knew of the source when only that could not be read', () => {
    const state = new FoldedState();
    see(state, seenFlow(), connected, 0);
    expect(see(state, seenFlow(), null, 2).changes).toEqual([]);
  });

  it('takes a bit rate for another only when it changed by more than a tenth', () => {
    const state = new FoldedState();
    see(state, seenFlow(), connected, 0);
    expect(see(state, seenFlow(), { ...connected, bitrate: 5_400_000 }, 2).changes).toEqual([]);
    const jump = see(state, seenFlow(), { ...connected, bitrate: 5_600_000 }, 4);
    expect(jump).toMatchObject({ changes: [{ kind: 'UPDATED' }], events: [] });
    expect(sourceIn(state)?.bitrate).toBe(5_600_000);
  });

  it('keeps a wish about it, and the time of its state', () => {
    const state = new FoldedState();
    see(state, seenFlow(), connected, 0);
    const flow = state.get('flow', flowArn);
    if (flow) state.put('flow', flowArn, { ...flow, wish: 'STOP', wishFailure: 'Not now.' });
    see(state, seenFlow({ name: 'renamed' }), connected, 2);
    expect(state.get('flow', flowArn)).toMatchObject({
      name: 'renamed',
      wish: 'STOP',
      wishFailure: 'Not now.',
      stateSince: at(0),
    });
  });

  it('removes its outputs and its eye with it when it is gone', () => {
    const state = new FoldedState();
    see(state, seenFlow(), connected, 0);
    seeOutput(state, seenOutput(), 0);
    state.put('eye', flowArn, { id: flowArn, observedAt: at(0), stale: false, error: null });
    const { changes } = fold(state, observeFlowGone(state, flowArn, lookAt(2), at(2)));
    expect(changes.map(({ type, kind }) => [type, kind])).toEqual([
      ['output', 'DELETED'],
      ['flow', 'DELETED'],
      ['eye', 'DELETED'],
    ]);
  });
});

describe('a look at an output', () => {
  const active = () => {
    const state = new FoldedState();
    see(state, seenFlow(), connected, 0);
    return state;
  };
  const outputIn = (state: FoldedState) => state.get('output', seenOutput().arn);

  it.each([
    ['LUNORA', { name: 'lunora-inst-d1-1' }],
    ['OTHER', { name: 'lunora-another-d1-1' }],
    ['OTHER', { name: 'out' }],
    ['MEDIALIVE', { name: 'lunora-inst-d1-1', mediaLiveInputArn: 'arn:aws:medialive:::input:1' }],
  ] as const)('is managed by %s', (managedBy, more) => {
    const state = active();
    seeOutput(state, seenOutput(more), 0);
    expect(outputIn(state)).toMatchObject({ managedBy, flowId: flowArn });
  });

  it('never guesses that it is received', () => {
    const state = active();
    seeOutput(state, seenOutput(), 0);
    expect(outputIn(state)?.health).toBe('UNKNOWN');
    seeOutput(state, seenOutput({ enabled: false }), 2);
    expect(outputIn(state)?.health).toBe('OFF');
  });

  it('is off when its flow is not active', () => {
    const state = active();
    seeOutput(state, seenOutput(), 0);
    see(state, seenFlow({ state: 'STANDBY' }), null, 2);
    seeOutput(state, seenOutput(), 2);
    expect(outputIn(state)?.health).toBe('OFF');
  });

  it('tells when it is switched by somebody else, and when it is gone', () => {
    const state = active();
    seeOutput(state, seenOutput(), 0);
    expect(seeOutput(state, seenOutput({ enabled: false }), 2).events[0]?.changes).toEqual([
      { field: 'status', from: 'ENABLED', to: 'DISABLED' },
    ]);
    expect(seeOutput(state, null, 4).events[0]?.changes).toEqual([
      { field: 'status', from: 'DISABLED', to: null },
    ]);
    expect(outputIn(state)).toBeUndefined();
  });

  it('is not believed where it began before our own act was answered', () => {
    const state = active();
    seeOutput(state, seenOutput(), 0);
    const before = outputIn(state);
    if (before) {
      state.put('output', before.id, { ...before, enabled: false, acted: { at: at(3), position: 4 } });
    }
    seeOutput(state, seenOutput({ enabled: true }), 3);
    expect(outputIn(state)?.enabled).toBe(false);
    seeOutput(state, seenOutput({ enabled: true }), 14);
    expect(outputIn(state)?.enabled).toBe(true);
  });
});
