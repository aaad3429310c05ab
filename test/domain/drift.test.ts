import { describe, expect, it } from 'vitest';
import { announce, succeed } from '../../src/domain/advance.ts';
import { put } from '../../src/domain/change.ts';
import { runNote } from '../../src/domain/channel-run.ts';
import { updateDestination } from '../../src/domain/commands/update-destination.ts';
import { conditionOf } from '../../src/domain/condition.ts';
import { channelSetup, editBetween, isToBeRead, outputSetup } from '../../src/domain/edited.ts';
import { fail } from '../../src/domain/fail.ts';
import { noteEdit } from '../../src/domain/note-edit.ts';
import { plan } from '../../src/domain/plan.ts';
import type { Channel, Destination, Output, Work } from '../../src/domain/records.ts';
import { startCameToNothing } from '../../src/domain/setback.ts';
import { situationOf } from '../../src/domain/situation.ts';
import { anyone, ask, channel, input, keeping, now, srtCreation, withDestination } from './commands/ask.ts';
import { flowArn, seenOutput } from './seen.ts';

/** What someone else does at AWS to what is ours, and what becomes of it: the next step, and what is said of it. */
interface Row {
  hand: string;
  wish: Destination['desired'];
  /** It was seen on air since its last start. */
  ran?: boolean;
  work?: Partial<Work>;
  channel?: Partial<Channel> | null;
  output?: Partial<Output> | null;
  step: string;
  said: [status: string, code: string | null, action: string | null];
}

const ours = channel({
  id: '2000001',
  role: 'DEDICATED',
  inputIds: ['1000001'],
  state: 'RUNNING',
  pipelinesRunning: 1,
  alertsReadAt: now,
});
const out: Output = {
  ...seenOutput(),
  id: seenOutput().arn,
  flowId: flowArn,
  managedBy: 'LUNORA',
  health: 'UNKNOWN',
  acted: null,
};
const idle = { state: 'IDLE', pipelinesRunning: 0 } as const;
const madeChannel: NonNullable<Work['channel']> = {
  requestId: 'c',
  id: '2000001',
  configVersion: 1,
  presetVersion: 1,
  startedAs: { setup: channelSetup(ours), digest: 'settings place', run: 1 },
};

function seen({ wish: desired, ran = false, work = {}, ...at }: Row) {
  const onOutput = at.output !== undefined;
  const { state, current } = withDestination({}, onOutput ? srtCreation() : undefined);
  const made: Partial<Work> = onOutput
    ? { output: { name: 'o', arn: out.arn, configVersion: 1, startedAs: outputSetup(out) } }
    : {
        input: { requestId: 'i', id: '1000001' },
        channel: madeChannel,
      };
  const destination: Destination = {
    ...current(),
    desired,
    work: { ...current().work, ...made, ...work },
    condition: { ...current().condition, ran },
  };
  state.fold([put(state, 'destination', destination)], state.position);
  if (onOutput && at.output) state.put('output', out.id, { ...out, ...at.output });
  if (!onOutput) {
    state.put('input', '1000001', input({ state: 'ATTACHED' }));
    if (at.channel !== null) state.put('channel', '2000001', { ...ours, ...at.channel });
  }
  const flow = state.get('flow', flowArn);
  if (flow) {
    const sources = flow.sources.map((source) => ({ ...source, connected: true }));
    state.put('flow', flowArn, { ...flow, sources });
  }
  return { state, destination };
}

const edited = { pushUrls: ['rtmp://elsewhere.example/app'] };
const rows: Row[] = [
  {
    hand: 'stops a channel on air',
    wish: 'RUNNING',
    ran: true,
    channel: idle,
    step: 'lose',
    said: ['ERROR', 'RESOURCE_LOST', 'RETRY'],
  },
  {
    hand: 'stops a channel on air, once that is noted',
    wish: 'RUNNING',
    work: { lost: true },
    channel: idle,
    step: 'settled',
    said: ['ERROR', 'RESOURCE_LOST', 'RETRY'],
  },
  {
    hand: 'deletes a channel on air',
    wish: 'RUNNING',
    ran: true,
    channel: null,
    step: 'lose',
    said: ['ERROR', 'RESOURCE_LOST', 'RETRY'],
  },
  {
    hand: 'deletes a channel on air, once that is noted',
    wish: 'RUNNING',
    work: { lost: true },
    channel: null,
    step: 'dropChannel',
    said: ['ERROR', 'RESOURCE_LOST', 'RETRY'],
  },
  {
    hand: 'starts again what they stopped',
    wish: 'RUNNING',
    work: { lost: true },
    channel: { state: 'STARTING', pipelinesRunning: 0 },
    step: 'regain',
    said: ['STARTING', 'ENCODER_STARTING', 'WAIT'],
  },
  {
    hand: 'stops a channel that starts',
    wish: 'RUNNING',
    work: { begun: true },
    channel: idle,
    step: 'setback',
    said: ['STARTING', 'PROVISIONING', 'WAIT'],
  },
  {
    hand: 'deletes a channel that starts',
    wish: 'RUNNING',
    work: { begun: true },
    channel: null,
    step: 'dropChannel',
    said: ['STARTING', 'PROVISIONING', 'WAIT'],
  },
  {
    hand: 'deletes a channel that is made',
    wish: 'RUNNING',
    channel: { state: 'DELETING' },
    step: 'wait',
    said: ['STARTING', 'PROVISIONING', 'WAIT'],
  },
  {
    hand: 'sends a channel elsewhere between two looks, on air',
    wish: 'RUNNING',
    ran: true,
    channel: edited,
    step: 'settled',
    said: ['ERROR', 'INVALID_CONFIGURATION', 'CHECK_CONFIGURATION'],
  },
  {
    hand: 'gives a channel another input between two looks, on air',
    wish: 'RUNNING',
    ran: true,
    channel: { inputIds: ['7'] },
    step: 'settled',
    said: ['ERROR', 'INVALID_CONFIGURATION', 'CHECK_CONFIGURATION'],
  },
  {
    hand: 'changed the settings of a channel before they started it again',
    wish: 'RUNNING',
    ran: true,
    work: { channel: { ...madeChannel, edited: 'SETTINGS' } },
    channel: {},
    step: 'settled',
    said: ['RUNNING', 'INVALID_CONFIGURATION', 'CHECK_CONFIGURATION'],
  },
  {
    hand: 'changed the stream key of a channel before they started it again',
    wish: 'RUNNING',
    ran: true,
    work: { channel: { ...madeChannel, edited: 'PLACE' } },
    channel: {},
    step: 'settled',
    said: ['ERROR', 'INVALID_CONFIGURATION', 'CHECK_CONFIGURATION'],
  },
  {
    hand: 'sends an idle channel elsewhere',
    wish: 'STOPPED',
    channel: { ...idle, ...edited },
    step: 'settled',
    said: ['IDLE', null, null],
  },
  {
    hand: 'sends an idle channel elsewhere, and it is to start',
    wish: 'RUNNING',
    channel: { ...idle, ...edited },
    step: 'updateChannel',
    said: ['STARTING', 'PROVISIONING', 'WAIT'],
  },
  {
    hand: 'starts an idle channel',
    wish: 'STOPPED',
    channel: { state: 'STARTING' },
    step: 'stopChannel',
    said: ['STOPPING', 'ENCODER_STOPPING', 'WAIT'],
  },
  {
    hand: 'has started an idle channel',
    wish: 'STOPPED',
    channel: {},
    step: 'stopChannel',
    said: ['STOPPING', 'ENCODER_STOPPING', 'WAIT'],
  },
  {
    hand: 'starts an idle channel again and again',
    wish: 'STOPPED',
    work: { gaveUp: true, stops: 6 },
    channel: {},
    step: 'settled',
    said: ['ERROR', 'GAVE_UP', 'RETRY'],
  },
  {
    hand: 'has it stopped as often as it is, the last time by a stop that is under way',
    wish: 'STOPPED',
    work: { gaveUp: true, stops: 1 },
    channel: { state: 'STOPPING' },
    step: 'wait',
    said: ['STOPPING', 'ENCODER_STOPPING', 'WAIT'],
  },
  {
    hand: 'stops at last what they kept starting',
    wish: 'STOPPED',
    work: { gaveUp: true, stops: 6 },
    channel: idle,
    step: 'settled',
    said: ['IDLE', null, null],
  },
  {
    hand: 'deletes an idle channel',
    wish: 'STOPPED',
    channel: null,
    step: 'dropChannel',
    said: ['IDLE', null, null],
  },
  {
    hand: 'starts what is to be gone',
    wish: 'DELETED',
    work: { gaveUp: true },
    channel: {},
    step: 'stopChannel',
    said: ['DELETING', 'REMOVING', 'WAIT'],
  },
  {
    hand: 'disables an output on air',
    wish: 'RUNNING',
    ran: true,
    output: { enabled: false },
    step: 'lose',
    said: ['ERROR', 'RESOURCE_LOST', 'RETRY'],
  },
  {
    hand: 'disables an output on air, once that is noted',
    wish: 'RUNNING',
    work: { lost: true },
    output: { enabled: false },
    step: 'settled',
    said: ['ERROR', 'RESOURCE_LOST', 'RETRY'],
  },
  {
    hand: 'enables again what they disabled',
    wish: 'RUNNING',
    work: { lost: true },
    output: {},
    step: 'regain',
    said: ['RUNNING', null, null],
  },
  {
    hand: 'removes an output on air',
    wish: 'RUNNING',
    ran: true,
    output: null,
    step: 'lose',
    said: ['ERROR', 'RESOURCE_LOST', 'RETRY'],
  },
  {
    hand: 'removes an output on air, once that is noted',
    wish: 'RUNNING',
    work: { lost: true },
    output: null,
    step: 'dropOutput',
    said: ['ERROR', 'RESOURCE_LOST', 'RETRY'],
  },
  {
    hand: 'sends an output elsewhere on air',
    wish: 'RUNNING',
    ran: true,
    output: { destination: 'elsewhere.example' },
    step: 'settled',
    said: ['ERROR', 'INVALID_CONFIGURATION', 'CHECK_CONFIGURATION'],
  },
  {
    hand: 'changes the settings of an output on air',
    wish: 'RUNNING',
    ran: true,
    output: { settingsDigest: 'others' },
    step: 'settled',
    said: ['RUNNING', 'INVALID_CONFIGURATION', 'CHECK_CONFIGURATION'],
  },
  {
    hand: 'changes the settings of a disabled output, and it is to start',
    wish: 'RUNNING',
    output: { enabled: false, settingsDigest: 'others' },
    step: 'removeOutput',
    said: ['STARTING', 'PROVISIONING', 'WAIT'],
  },
  {
    hand: 'sends a disabled output elsewhere, and it is to start',
    wish: 'RUNNING',
    output: { enabled: false, port: 1 },
    step: 'removeOutput',
    said: ['STARTING', 'PROVISIONING', 'WAIT'],
  },
  {
    hand: 'enables an output that is to be off',
    wish: 'STOPPED',
    output: {},
    step: 'disableOutput',
    said: ['STOPPING', 'ENCODER_STOPPING', 'WAIT'],
  },
  {
    hand: 'enables an output again and again',
    wish: 'STOPPED',
    work: { gaveUp: true, stops: 6 },
    output: {},
    step: 'settled',
    said: ['ERROR', 'GAVE_UP', 'RETRY'],
  },
  {
    hand: 'removes a disabled output',
    wish: 'STOPPED',
    output: null,
    step: 'dropOutput',
    said: ['IDLE', null, null],
  },
];

describe('someone at AWS', () => {
  it.each(rows)('$hand ($wish)', (row) => {
    const { state, destination } = seen(row);
    const situation = situationOf(state, destination, false);
    const { status, reason } = conditionOf(state, destination, now);
    expect(plan(destination.deliveryMode, situation)).toBe(row.step);
    expect([status, reason?.code ?? null, reason?.suggestedAction ?? null]).toEqual(row.said);
  });

  it('starts it once more than Lunora did: what a Describe alone shows is read again, once', () => {
    const { state, destination } = seen({ ...row('stops a channel on air'), channel: { runs: 1 } });
    const toBeRead = (at: Partial<Channel>, who: Destination = destination) =>
      isToBeRead(who, { ...ours, runs: 2, ...at });
    expect(toBeRead({ runs: 1 })).toBe(false);
    expect(toBeRead({ state: 'STARTING' })).toBe(false);
    expect(toBeRead({})).toBe(true);
    expect(toBeRead({}, { ...destination, desired: 'STOPPED' })).toBe(false);
    for (const edit of ['SETTINGS', null] as const) {
      const { changes, events } = noteEdit(state, destination, { ...ours, runs: 2 }, edit, now);
      const noted = changes[0]?.record as Destination;
      expect(toBeRead({}, noted)).toBe(false);
      expect(toBeRead({ runs: 3 }, noted)).toBe(true);
      expect(noted.work.channel?.edited).toBe(edit);
      expect(events.map(({ message }) => message)).toEqual(
        edit ? [expect.stringContaining('stays so until it is restarted')] : [],
      );
    }
  });

  it('starts what Lunora could not: that is no start of ours, so it is read again', () => {
    const { state, destination } = seen({
      ...row('stops a channel on air'),
      ran: false,
      channel: { ...idle, runs: 1 },
    });
    const names = {
      ...{ input: 'i', channel: 'c', resource: 'o', presetVersion: 1 },
      startedAs: { setup: channelSetup(ours), digest: 'settings place', run: 2 },
    };
    const announced = { ...destination, work: announce(destination, 'startChannel', names, 1, now) };
    expect(isToBeRead(announced, { ...ours, runs: 2 })).toBe(false);
    const refused = fail(announced, 'startChannel', { kind: 'CONFLICT', message: 'no' }, now, 0.5);
    const undone = startCameToNothing(announced, now, 0.5);
    for (const work of [refused, undone])
      expect(isToBeRead({ ...announced, work }, { ...ours, runs: 2 })).toBe(true);
    expect(situationOf(state, { ...announced, work: undone }, false).drift).toBe(false);
  });

  it('cannot be told apart by a record that knows less of how it was set up', () => {
    expect(editBetween('["srt-caller","a.example",1]', outputSetup(out))).toBeNull();
    expect(editBetween('one-digest-of-all', 'settings place')).toBeNull();
  });

  it('is counted to have started it whenever a look shows it on its way to air, or on air, that was not', () => {
    const states = [
      ...(['IDLE', 'STARTING', 'RUNNING', 'RECOVERING', 'RUNNING', 'STOPPING', 'RUNNING'] as const),
      ...(['STOPPING', 'STARTING', 'STOPPING', 'UPDATING', 'STARTING', 'RUNNING'] as const),
    ];
    let known: Channel = { ...ours, ...idle };
    const runs = states.map((state) => {
      known = { ...known, state, ...runNote(known, { ...known, state }) };
      return known.runs ?? 0;
    });
    expect(runs).toEqual([0, 1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4]);
  });

  it('cannot be the one to take an SRT setting away: another output takes its place', () => {
    const { state, destination } = seen({
      ...row('sends a disabled output elsewhere, and it is to start'),
      output: { enabled: false },
    });
    const srt = {
      streamId: 'one',
      latencyMs: 200,
      passphraseSecretArn: null,
      passphraseRoleArn: null,
      listenPort: null,
      cidrAllowList: null,
    };
    const steps = (next: Destination['srt']) => {
      const sent = { ...destination, srt };
      const held = {
        ...sent,
        work: succeed(sent.work, sent, 'updateOutput', null, null),
        configVersion: 2,
        srt: next,
      };
      const there: Destination = { ...held, work: { ...held.work, begun: false } };
      return plan('FLOW_OUTPUT', situationOf(state, there, false));
    };
    expect(steps({ ...srt, streamId: 'two' })).toBe('updateOutput');
    expect(steps({ ...srt, streamId: null })).toBe('removeOutput');
    expect(steps(null)).toBe('removeOutput');
  });

  const row = (hand: string) => rows.find((each) => each.hand === hand) as Row;

  it('sends something elsewhere: its delivery is no green, and a restart is taken though nothing else changes', () => {
    for (const hand of [
      'sends a channel elsewhere between two looks, on air',
      'sends an output elsewhere on air',
    ]) {
      const { state, destination } = seen(row(hand));
      expect(conditionOf(state, destination, now)).toMatchObject({
        health: { delivery: 'FAILED' },
        pendingChanges: true,
      });
      const restart = updateDestination(
        { id: destination.id, expectedVersion: null, apply: 'RESTART_NOW', ...keeping },
        anyone,
      );
      ask(state, restart);
      const told = state.get('destination', destination.id) as Destination;
      const step = plan(told.deliveryMode, situationOf(state, told, false));
      expect(step).toBe(told.work.output ? 'removeOutput' : 'stopChannel');
      expect(conditionOf(state, told, now)).toMatchObject({ reason: { code: 'RESTARTING_FOR_CHANGE' } });
    }
  });

  it('is not suspected of what our own update did whose answer was lost: the update is done again', () => {
    const { state, destination } = seen({ ...row('sends a disabled output elsewhere, and it is to start') });
    const names = { input: 'i', channel: 'c', resource: 'o', presetVersion: 1 };
    const sent: Destination = {
      ...destination,
      configVersion: 2,
      work: announce({ ...destination, configVersion: 2 }, 'updateOutput', names, 1, now),
      condition: { ...destination.condition, ran: true },
    };
    const shown = { ...out, destination: 'new.example', enabled: true };
    state.put('output', out.id, shown);
    const situation = situationOf(state, sent, false);
    expect(plan('FLOW_OUTPUT', situation)).toBe('updateOutput');
    expect(conditionOf(state, sent, now).reason?.code).not.toBe('INVALID_CONFIGURATION');
    const answered: Destination = {
      ...sent,
      work: succeed(sent.work, sent, 'updateOutput', null, null, { setup: outputSetup(shown) }),
    };
    expect(plan('FLOW_OUTPUT', situationOf(state, answered, false))).toBe('settled');
  });

  it('cuts the output by which the flow feeds a channel: that is said, and is neither green nor waiting for the encoder', () => {
    const alert = {
      id: 'a',
      alertType: 'Stopped Receiving UDP Input',
      message: 'm',
      since: now,
      pipeline: '0',
    };
    const starved = {
      ...row('has started an idle channel'),
      wish: 'RUNNING' as const,
      ran: true,
      channel: { alerts: [alert] },
    };
    const feed: Output = {
      ...out,
      id: 'feed',
      arn: 'feed',
      name: 'MediaLive-1',
      managedBy: 'MEDIALIVE',
      mediaLiveInputArn: input().arn,
    };
    const told = (output: Output | null, looked = true) => {
      const { state, destination } = seen(starved);
      if (output) state.put('output', 'feed', output);
      const observedAt = '2026-11-21T08:05:00.000Z';
      if (looked) state.put('eye', flowArn, { id: flowArn, observedAt, stale: false, error: null });
      return conditionOf(state, destination, now);
    };
    expect(told({ ...feed, enabled: false })).toMatchObject({
      status: 'ERROR',
      reason: { code: 'RESOURCE_LOST', message: expect.stringContaining('MediaLive-1') },
    });
    expect(told(null)).toMatchObject({ status: 'ERROR', reason: { code: 'RESOURCE_LOST' } });
    expect(told(null, false)).toMatchObject({ status: 'RUNNING' });
    expect(told(feed)).toMatchObject({
      status: 'RUNNING',
      reason: { code: 'WAITING_FOR_SOURCE', message: expect.stringContaining('has a source') },
    });
  });

  it('edits something once: it is put right once, whatever AWS then makes of what was sent', () => {
    const { state, destination } = seen(row('sends an idle channel elsewhere, and it is to start'));
    const work = succeed(destination.work, destination, 'updateChannel', '2000001', 1);
    const mended: Destination = { ...destination, work };
    state.put('channel', '2000001', { ...ours, ...idle, pushUrls: ['rtmp://AS.AWS/writes-it'] });
    expect(plan('DEDICATED_CHANNEL', situationOf(state, mended, false))).toBe('startChannel');
    const names = {
      input: 'i',
      channel: 'c',
      resource: 'o',
      presetVersion: 1,
      startedAs: { setup: channelSetup({ ...ours, pushUrls: ['rtmp://AS.AWS/writes-it'] }), digest: null },
    };
    const started: Destination = { ...mended, work: announce(mended, 'startChannel', names, 1, now) };
    state.put('channel', '2000001', { ...ours, pushUrls: ['rtmp://AS.AWS/writes-it'] });
    expect(conditionOf(state, started, now)).toMatchObject({ status: 'RUNNING', pendingChanges: false });
  });

  it('has its late call do so after a later one of ours: it is put right once before the start', () => {
    const { state, destination } = seen({ ...row('stops a channel on air'), ran: false });
    const wished: Destination = { ...destination, configVersion: 2 };
    const work = succeed(destination.work, wished, 'updateChannel', '2000001', 1, {
      setup: channelSetup(ours),
    });
    const updated: Destination = { ...wished, work };
    expect(plan('DEDICATED_CHANNEL', situationOf(state, updated, false))).toBe('startChannel');
    state.put('channel', '2000001', { ...ours, ...idle, ...edited });
    expect(plan('DEDICATED_CHANNEL', situationOf(state, updated, false))).toBe('updateChannel');
    const shown = { setup: channelSetup(ours) };
    const mended = { ...updated, work: succeed(work, updated, 'updateChannel', '2000001', 1, shown) };
    expect(plan('DEDICATED_CHANNEL', situationOf(state, mended, false))).toBe('startChannel');
  });

  it('changed settings that only a Describe shows: that is noted, and put right before the start', () => {
    const { state, destination } = seen({ ...row('stops a channel on air'), ran: false });
    const channel = destination.work.channel && { ...destination.work.channel, edited: 'SETTINGS' as const };
    const noted = { ...destination, work: { ...destination.work, channel } };
    expect(plan('DEDICATED_CHANNEL', situationOf(state, noted, false))).toBe('updateChannel');
    const { work } = { work: succeed(noted.work, noted, 'updateChannel', '2000001', 1) };
    expect(plan('DEDICATED_CHANNEL', situationOf(state, { ...noted, work }, false))).toBe('startChannel');
  });
});
