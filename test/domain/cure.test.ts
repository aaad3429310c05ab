import { describe, expect, it } from 'vitest';
import { announce } from '../../src/domain/advance.ts';
import { learnChannel } from '../../src/domain/answers.ts';
import { put } from '../../src/domain/change.ts';
import { wish } from '../../src/domain/commands/wish.ts';
import { conditionOf } from '../../src/domain/condition.ts';
import { cureAt, primaryCureAt, restartsOf } from '../../src/domain/cure.ts';
import { observeChannel } from '../../src/domain/observe-channel.ts';
import type { Channel, Destination, Work } from '../../src/domain/records.ts';
import { situationOf } from '../../src/domain/situation.ts';
import { channel, newState, now, withDestination } from './commands/ask.ts';
import { seenChannel } from './seen.ts';

const later = (minutes: number) => new Date(Date.parse(now) + minutes * 60_000).toISOString();
const ailing: Partial<Channel> = { role: 'DEDICATED', state: 'RECOVERING', unhealthySince: now };

function world(at: Partial<Channel>, work: Partial<Work> = {}, more: Partial<Destination> = {}) {
  const { state, current } = withDestination({ desired: 'RUNNING', ...more });
  const destination: Destination = {
    ...current(),
    work: {
      ...current().work,
      input: { requestId: 'i', id: '1000001' },
      channel: { requestId: 'c', id: '2000001', configVersion: 1, presetVersion: 1 },
      ...work,
    },
  };
  state.fold([put(state, 'destination', destination)], state.position);
  state.put('channel', '2000001', channel(at));
  return { state, destination };
}

const due = (...args: Parameters<typeof world>) => {
  const { state, destination } = world(...args);
  return cureAt(destination, situationOf(state, destination, false), state.get('channel', '2000001'), now);
};

describe('a channel that AWS does not bring back', () => {
  it.each<[string, Partial<Work>, Partial<Destination>, string | null]>([
    ['is left to AWS for ten minutes', {}, {}, later(10)],
    ['for twenty after a restart', { restarts: { count: 1, at: now } }, {}, later(20)],
    ['for forty after another', { restarts: { count: 2, at: now } }, {}, later(40)],
    ['and then altogether', { restarts: { count: 3, at: now } }, {}, null],
    [
      'as long ago restarted as a day counts for nothing',
      { restarts: { count: 3, at: later(-1_500) } },
      {},
      later(10),
    ],
    ['is never restarted where the policy says so', {}, { retryPolicy: { maxRestarts: 0 } }, null],
    ['nor when it is to be off air', {}, { desired: 'STOPPED' }, null],
    ['nor after giving up', { gaveUp: true }, {}, null],
  ])('%s', (_, work, more, at) => {
    expect(due(ailing, work, more)).toBe(at);
  });

  it('is one on air without a healthy pipeline, too, and no other', () => {
    expect(due({ ...ailing, state: 'RUNNING', pipelinesRunning: 0 })).toBe(later(10));
    expect(due({ state: 'RUNNING', pipelinesRunning: 1, unhealthySince: null })).toBeNull();
  });

  it('counts from when it first was so, whoever saw it, until it is well again', () => {
    const settings = { installationId: 'x', primaryChannelId: null, primaryPlaybackUrl: null };
    const state = newState();
    const look = (seen: Partial<ReturnType<typeof seenChannel>>, at: string) => {
      const decision = observeChannel(
        state,
        '2000001',
        seenChannel(seen),
        { startedAt: at, endedAt: at, position: state.position },
        settings,
        at,
      );
      state.fold(decision.changes, state.position + 1);
      return state.get('channel', '2000001')?.unhealthySince ?? null;
    };
    expect(look({ state: 'RUNNING', pipelinesRunning: 1 }, now)).toBeNull();
    expect(look({ state: 'RUNNING', pipelinesRunning: 0 }, later(1))).toBe(later(1));
    expect(look({ state: 'RECOVERING' }, later(2))).toBe(later(1));
    const learnt = learnChannel(state, seenChannel({ state: 'STOPPING' }), later(3));
    state.fold(learnt.changes, state.position + 1);
    expect(state.get('channel', '2000001')?.unhealthySince).toBeNull();
    expect(look({ state: 'RECOVERING' }, later(5))).toBe(later(5));
  });

  it('says when it is restarted, then that it is, and at last that it helps no more', () => {
    const told = (at: Partial<Channel>, work: Partial<Work> = {}) => {
      const { state, destination } = world(at, work);
      return conditionOf(state, destination, now).reason;
    };
    expect(told(ailing)).toMatchObject({
      code: 'RECOVERING',
      suggestedAction: 'WAIT',
      nextRetryAt: later(10),
    });
    const once: Partial<Work> = { restarts: { count: 1, at: now } };
    expect(told({ state: 'STOPPING' }, once)).toMatchObject({ code: 'RECOVERING', suggestedAction: 'WAIT' });
    const often: Partial<Work> = { restarts: { count: 3, at: now } };
    expect(told(ailing, often)).toMatchObject({ suggestedAction: 'CONTACT_AWS', nextRetryAt: null });
    expect(told({ ...ailing, state: 'RUNNING', pipelinesRunning: 0 }, often)).toMatchObject({
      code: 'PIPELINE_FAILED',
      suggestedAction: 'CONTACT_AWS',
    });
  });

  it('is noted with the stop that begins its restart, and forgotten with the next wish', () => {
    const { destination } = world(ailing);
    const names = { input: 'i', channel: 'c', resource: 'o', presetVersion: 1, restarts: 1 };
    const restarting = { ...destination, work: announce(destination, 'stopChannel', names, 1, later(10)) };
    expect(restartsOf(restarting.work, later(11))).toBe(1);
    expect(restartsOf(wish(restarting, {}, later(12)).work, later(12))).toBe(0);
    const plain = announce(destination, 'stopChannel', { ...names, restarts: null }, 1, now);
    expect(plain.restarts ?? null).toBeNull();
  });
});

describe('a primary channel without a healthy pipeline, where the settings ask for its restart', () => {
  it.each<[string, Partial<Channel>, string | null]>([
    ['is left to AWS for ten minutes', {}, later(10)],
    ['for twenty after a restart', { restarts: { count: 1, at: now } }, later(20)],
    ['and after three altogether', { restarts: { count: 3, at: now } }, null],
    ['is restarted again a day later', { restarts: { count: 3, at: later(-1_500) } }, later(10)],
    ['not while AWS restarts it', { state: 'RECOVERING' }, null],
    ['nor when it is well', { unhealthySince: null }, null],
    ['nor while somebody wishes something of it', { wish: 'STOP' }, null],
    ['nor when it is not the primary one', { role: 'DEDICATED' }, null],
  ])('%s', (_, at, due) => {
    const primary = channel({ role: 'PRIMARY', state: 'RUNNING', unhealthySince: now, ...at });
    expect(primaryCureAt(primary, now)).toBe(due);
  });
});
