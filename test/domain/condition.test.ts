import { describe, expect, it } from 'vitest';
import { put } from '../../src/domain/change.ts';
import { conditionOf } from '../../src/domain/condition.ts';
import { channelCostPerHour, listPrices, runCost } from '../../src/domain/cost.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import type { Change } from '../../src/domain/log.ts';
import { newCondition, newWork } from '../../src/domain/new-work.ts';
import type { Channel, Destination, Flow, Work } from '../../src/domain/records.ts';
import { DraftState, FoldedState } from '../../src/domain/state.ts';

const now = '2026-11-21T08:00:00.000Z';
const later = (minutes: number) => new Date(Date.parse(now) + minutes * 60_000).toISOString();

const flow: Flow = {
  id: 'arn:flow',
  arn: 'arn:flow',
  name: 'router',
  state: 'ACTIVE',
  sources: [
    {
      arn: 'arn:source',
      name: 'main',
      protocol: 'srt-listener',
      ingestAddress: '127.0.0.1',
      ingestPort: 9998,
      streamId: null,
      connected: true,
      bitrate: 6_000_000,
      format: null,
    },
  ],
  stateSince: now,
  acted: null,
  wish: null,
  wishFailure: null,
  costPerHour: '0.1600',
};

const channel: Channel = {
  id: '7',
  arn: 'arn:channel:7',
  name: 'c',
  state: 'RUNNING',
  channelClass: 'SINGLE_PIPELINE',
  pipelinesRunning: 1,
  inputIds: ['8'],
  pushUrls: [],
  tags: {},
  role: 'DEDICATED',
  playbackUrl: null,
  alerts: [],
  alertsReadAt: now,
  stateSince: now,
  acted: null,
  wish: null,
  costPerHour: '0.6000',
};

const made: Work = {
  ...newWork,
  input: { requestId: 'i', id: '8' },
  channel: { requestId: 'c', id: '7', configVersion: 1, presetVersion: null },
};

const running: Destination = {
  id: 'd1',
  name: 'Main stage',
  platform: 'YOUTUBE',
  deliveryMode: 'DEDICATED_CHANNEL',
  protocol: 'RTMP',
  url: 'rtmp://a.rtmp.youtube.com/live2',
  backupUrl: null,
  srt: null,
  streamKey: null,
  presetId: null,
  flowId: 'arn:flow',
  tags: [],
  desired: 'RUNNING',
  startWithoutSource: false,
  force: false,
  version: 1,
  configVersion: 1,
  restartFor: null,
  wishedAt: now,
  createdAt: now,
  updatedAt: now,
  work: made,
  condition: newCondition,
  sessionId: null,
};

function world(options: {
  destination?: Partial<Destination>;
  channel?: Partial<Channel> | null;
  flow?: Partial<Flow>;
}) {
  const state = new FoldedState();
  const destination: Destination = { ...running, ...options.destination };
  const changes: Change[] = [
    put(state, 'flow', { ...flow, ...options.flow }),
    put(state, 'input', {
      id: '8',
      arn: 'arn:input:8',
      name: null,
      state: 'ATTACHED',
      type: 'MEDIACONNECT',
      flowArns: ['arn:flow'],
      channelIds: ['7'],
      tags: {},
      acted: null,
    }),
    put(state, 'destination', destination),
  ];
  if (options.channel !== null) changes.push(put(state, 'channel', { ...channel, ...options.channel }));
  state.fold(changes, 1);
  return { state, destination, changes };
}

const seen = (options: Parameters<typeof world>[0], at = now) => {
  const { state, destination } = world(options);
  return conditionOf(state, destination, at);
};

const rtmpAlert = { id: 'a', alertType: 'Failed RTMP Connection', message: 'm', since: now, pipeline: '0' };
const udpAlert = { ...rtmpAlert, alertType: 'Stopped Receiving UDP Input' };

describe('what a destination says of itself', () => {
  it('is green only on evidence: running, alerts read, nothing on its output', () => {
    expect(seen({})).toMatchObject({
      status: 'RUNNING',
      reason: null,
      health: { source: 'OK', encoder: 'OK', delivery: 'OK' },
      billing: true,
    });
    expect(seen({ channel: { alertsReadAt: null } }).health.delivery).toBe('UNKNOWN');
  });

  it('does not call a delivery good while its flow stands by and nothing comes in', () => {
    expect(seen({ flow: { state: 'STANDBY' } })).toMatchObject({
      status: 'RUNNING',
      reason: { code: 'WAITING_FOR_FLOW', suggestedAction: 'START_FLOW' },
      health: { source: 'OFF', encoder: 'OK', delivery: 'UNKNOWN' },
    });
  });

  it('is ERROR and billing while the platform refuses it', () => {
    expect(seen({ channel: { alerts: [rtmpAlert] } })).toMatchObject({
      status: 'ERROR',
      reason: { code: 'DELIVERY_FAILED', suggestedAction: 'CHECK_STREAM_KEY' },
      health: { delivery: 'FAILED' },
      billing: true,
    });
  });

  it('stays RUNNING and waits for its source when that is lost on air, and guesses no delivery', () => {
    const sources = flow.sources.map((source) => ({ ...source, connected: false }));
    const expected = {
      status: 'RUNNING',
      reason: { code: 'WAITING_FOR_SOURCE', suggestedAction: 'CHECK_SOURCE' },
      health: { source: 'FAILED', delivery: 'UNKNOWN' },
    };
    expect(seen({ flow: { sources } })).toMatchObject(expected);
    expect(seen({ channel: { alerts: [udpAlert] } })).toMatchObject(expected);
  });

  it('waits for a source without a deadline and without cost', () => {
    const sources = flow.sources.map((source) => ({ ...source, connected: false }));
    expect(seen({ destination: { work: newWork }, channel: null, flow: { sources } })).toMatchObject({
      status: 'STARTING',
      reason: { code: 'WAITING_FOR_SOURCE', deadline: null },
      transition: null,
      billing: false,
      costPerHour: '0.0000',
    });
  });

  it('waits for a flow in standby and says how to go on', () => {
    expect(seen({ destination: { work: newWork }, channel: null, flow: { state: 'STANDBY' } })).toMatchObject(
      {
        status: 'STARTING',
        reason: { code: 'WAITING_FOR_FLOW', suggestedAction: 'START_FLOW' },
        health: { source: 'OFF' },
      },
    );
  });

  it('says that it is late once the deadline has passed', () => {
    const start = seen({ channel: { state: 'STARTING', pipelinesRunning: 0 } });
    expect(start.reason).toMatchObject({ code: 'ENCODER_STARTING', deadline: later(10) });
    const late = seen({ destination: { condition: start }, channel: { state: 'STARTING' } }, later(11));
    expect(late.reason?.code).toBe('DEADLINE_EXCEEDED');
  });

  it('bills while idle resources stand by, and says since when', () => {
    const idle = seen({
      destination: { desired: 'STOPPED' },
      channel: { state: 'IDLE', pipelinesRunning: 0 },
    });
    expect(idle).toMatchObject({ status: 'IDLE', billing: true, idleSince: now, costPerHour: '0.0200' });
  });

  it('knows a wish to stop from standing still', () => {
    expect(seen({ destination: { desired: 'STOPPED' } }).status).toBe('STOPPING');
    expect(seen({ destination: { desired: 'DELETED' } })).toMatchObject({
      status: 'DELETING',
      reason: { code: 'REMOVING' },
    });
  });

  it('shows a change that waits for the next start', () => {
    expect(seen({ destination: { configVersion: 2 } })).toMatchObject({
      pendingChanges: true,
      status: 'RUNNING',
    });
    expect(seen({ destination: { configVersion: 2, restartFor: 2 } })).toMatchObject({
      status: 'STARTING',
      reason: { code: 'RESTARTING_FOR_CHANGE' },
    });
  });

  it('restarts for the change it was told to, and for no later one', () => {
    const reached: Work = {
      ...made,
      channel: { requestId: 'c', id: '7', configVersion: 2, presetVersion: null },
    };
    const later = { configVersion: 3, restartFor: 2, work: reached };
    expect(seen({ destination: later })).toMatchObject({
      pendingChanges: true,
      status: 'RUNNING',
      reason: null,
    });
  });

  it.each(['CONFLICT', 'SERVER'] as const)(
    'after %s, shows which try of how many it is and when the next one comes',
    (kind) => {
      const failure = { kind, message: 'AWS said no', step: 'startChannel', at: now } as const;
      const work: Work = { ...made, attempt: 2, nextRetryAt: later(1), failure };
      expect(seen({ destination: { work }, channel: { state: 'IDLE' } })).toMatchObject({
        status: 'STARTING',
        reason: { code: 'RETRYING', attempt: 2, maxAttempts: 6, nextRetryAt: later(1) },
      });
    },
  );

  it.each([
    [{ gaveUp: true }, 'GAVE_UP'],
    [{ lost: true }, 'RESOURCE_LOST'],
  ])('is in error with %j and offers what helps', (patch, code) => {
    const work: Work = { ...made, ...patch };
    expect(seen({ destination: { work }, channel: { state: 'IDLE' } })).toMatchObject({
      status: 'ERROR',
      reason: { code, suggestedAction: 'RETRY' },
    });
  });

  it('turns stale, and no light stays green, when AWS cannot be seen', () => {
    const { state, destination } = world({});
    state.put('eye', 'medialive', { id: 'medialive', observedAt: now, stale: true, error: 'gone' });
    expect(conditionOf(state, destination, now)).toMatchObject({
      stale: true,
      status: 'RUNNING',
      reason: { code: 'AWS_UNREACHABLE' },
      health: { encoder: 'UNKNOWN', delivery: 'UNKNOWN' },
    });
  });
});

/** What follows from changes to a state that does not show them yet. */
function follow(state: FoldedState, changes: Change[], at: string) {
  const after = new DraftState(state);
  after.apply(changes);
  return findConsequences(after, changes, at, state);
}

describe('what follows from a change', () => {
  it('opens a session with the start, marks it on air, and ends it with the stop', () => {
    const { state, changes } = world({ channel: { state: 'STARTING', pipelinesRunning: 0 } });
    const run = (more: Change[], at: string) => {
      const found = follow(state, more, at);
      state.fold([...more, ...found.changes], state.position + 1);
      return found;
    };
    run(changes, now);
    const open = [...state.all('session')];
    expect(open).toMatchObject([{ startedAt: now, runningAt: null, endedAt: null }]);

    run([put(state, 'channel', channel)], later(2));
    expect([...state.all('session')]).toMatchObject([{ runningAt: later(2) }]);

    const current = state.get('destination', 'd1');
    if (!current) throw new Error('the destination is gone');
    run([put(state, 'destination', { ...current, desired: 'STOPPED' })], later(30));
    expect(state.get('destination', 'd1')?.condition.status).toBe('STOPPING');
    expect([...state.all('session')]).toMatchObject([{ endedAt: null }]);

    run([put(state, 'channel', { ...channel, state: 'IDLE' })], later(32));
    expect([...state.all('session')]).toMatchObject([{ endedAt: later(32), endReason: 'STOPPED' }]);
    expect(Number([...state.all('session')][0]?.cost)).toBeGreaterThan(0);
    expect(state.get('destination', 'd1')).toMatchObject({ sessionId: null, condition: { status: 'IDLE' } });
  });

  it('counts the run that a cancelled start has cost, though it was never seen on air', () => {
    const { state, changes } = world({ channel: { state: 'STARTING', pipelinesRunning: 0 } });
    const run = (more: Change[], at: string) => {
      state.fold([...more, ...follow(state, more, at).changes], state.position + 1);
    };
    run(changes, now);
    const current = state.get('destination', 'd1');
    if (!current) throw new Error('the destination is gone');
    run([put(state, 'destination', { ...current, desired: 'STOPPED' })], later(1));
    run([put(state, 'channel', { ...channel, state: 'STOPPING' })], later(2));
    run([put(state, 'channel', { ...channel, state: 'IDLE' })], later(3));
    const tenMinutes = runCost(listPrices, channelCostPerHour(listPrices, channel), 0, 0);
    expect([...state.all('session')]).toMatchObject([
      { runningAt: later(2), endedAt: later(3), endReason: 'STOPPED', cost: tenMinutes },
    ]);
  });

  it('gives the destination a new image with every change of its channel, and tells of a new status', () => {
    const { state, changes } = world({});
    const first = follow(state, changes, now);
    expect(first.events).toMatchObject([
      { kind: 'DESTINATION_STATUS_CHANGED', changes: [{ field: 'status', from: 'IDLE', to: 'RUNNING' }] },
    ]);
    state.fold([...changes, ...first.changes], 2);
    const known = state.get('channel', channel.id) ?? channel;
    const again = follow(state, [put(state, 'channel', { ...known, name: 'renamed' })], now);
    expect(again.changes.map(({ type, kind }) => [type, kind])).toEqual([['destination', 'UPDATED']]);
    expect(again.events).toEqual([]);
  });
});
