import { describe, expect, it } from 'vitest';
import { type ChannelState, channelStates, type InputState } from '../../src/domain/aws.ts';
import { put } from '../../src/domain/change.ts';
import { retryDestination } from '../../src/domain/commands/retry-destination.ts';
import { startDestination } from '../../src/domain/commands/start-destination.ts';
import { stopDestination } from '../../src/domain/commands/stop-destination.ts';
import { plan } from '../../src/domain/plan.ts';
import type { ActName, DesiredState, Destination, Work } from '../../src/domain/records.ts';
import type { Presence, Situation } from '../../src/domain/situation.ts';
import { isAct, type Step } from '../../src/domain/step.ts';
import { anyone, ask, channel, withDestination } from './commands/ask.ts';
import { asked, presences } from './situations.ts';

type Channel = Situation['channel'];

/** Where a channel goes by itself. One that AWS never lets go of stays. */
const next: Partial<Record<Channel, Channel>> = {
  CREATING: 'IDLE',
  STARTING: 'RUNNING',
  STOPPING: 'IDLE',
  UPDATING: 'IDLE',
  DELETING: 'DELETED',
  UNKNOWN: 'RUNNING',
};
/** The states in which AWS takes each act; elsewhere it is refused and nothing changes. */
const takes: Partial<Record<ActName, { in: readonly Channel[]; to: Channel }>> = {
  createChannel: { in: ['NONE', 'ANNOUNCED'], to: 'CREATING' },
  startChannel: { in: ['IDLE'], to: 'STARTING' },
  stopChannel: { in: ['RUNNING', 'RECOVERING'], to: 'STOPPING' },
  updateChannel: { in: ['IDLE'], to: 'UPDATING' },
  deleteChannel: { in: ['IDLE', 'CREATE_FAILED', 'UPDATE_FAILED'], to: 'DELETING' },
};

/** AWS and time, after one step of ours. AWS may take a stop of what starts, or refuse it. */
function after(situation: Situation, step: Step, stopsStarting: boolean): Situation {
  const { channel, input } = situation;
  if (isAct(step)) {
    if (step === 'stopChannel' && channel === 'STARTING' && stopsStarting) {
      return { ...situation, channel: 'STOPPING', begun: false, ran: false };
    }
    const taken = takes[step];
    if (taken?.in.includes(channel)) return { ...situation, channel: taken.to, begun: false, ran: false };
    if (step === 'createInput') return { ...situation, input: 'DETACHED' };
    if (step === 'deleteInput') return { ...situation, input: 'DELETED' };
  }
  if (step === 'adopt') {
    return {
      ...situation,
      channel: channel === 'FOUND' ? 'IDLE' : channel,
      input: input === 'FOUND' ? 'DETACHED' : input,
    };
  }
  if (step === 'seek') {
    return {
      ...situation,
      channel: isSought(channel) ? 'NONE' : channel,
      input: isSought(input) ? 'NONE' : input,
    };
  }
  if (step === 'dropChannel') return { ...situation, channel: 'NONE' };
  if (step === 'dropInput') return { ...situation, input: 'NONE' };
  if (step === 'lose') return { ...situation, lost: true };
  if (step === 'regain') return { ...situation, lost: false };
  return { ...situation, channel: next[channel] ?? channel };
}

const isSought = (word: string) => word === 'ANNOUNCED' || word === 'DOUBTED';

const everywhere: Channel[] = [...presences, ...channelStates];
const inputs: (Presence | InputState)[] = ['NONE', 'ATTACHED', 'DETACHED'];

/** The steps until nothing is left to do, and where that is. */
function walk(start: Situation, stopsStarting = true): { steps: Step[]; end: Situation } {
  let situation = start;
  const steps: Step[] = [];
  for (let turn = 0; turn < 20; turn += 1) {
    const step = plan('DEDICATED_CHANNEL', situation);
    if (step === 'settled' || step === 'forget') return { steps, end: situation };
    steps.push(step);
    situation = after(situation, step, stopsStarting);
  }
  throw new Error(`No rest from ${JSON.stringify(start)}: ${steps.join(' ')}`);
}

describe('a stop', () => {
  it.each(everywhere.flatMap((from) => [false, true].map((force) => ({ from, force }))))(
    'from $from (force: $force) ends off air, with whatever AWS refuses meanwhile',
    ({ from, force }) => {
      for (const input of inputs) {
        for (const stopsStarting of [true, false]) {
          const start: Situation = { ...asked, desired: 'STOPPED', force, channel: from, input };
          const { steps, end } = walk(start, stopsStarting);
          expect(['NONE', 'IDLE']).toContain(end.channel);
          expect(steps).not.toContain('startChannel');
        }
      }
    },
  );

  it.each<ChannelState>(['STARTING', 'UNKNOWN', 'UPDATING', 'CREATING'])(
    'of what is %s comes with the first look on which AWS takes it',
    (from) => {
      for (const force of [false, true]) {
        const waiting: Situation = { ...asked, desired: 'STOPPED', force, channel: from, input: 'ATTACHED' };
        const step = plan('DEDICATED_CHANNEL', waiting);
        const asks = from === 'STARTING' || (force && from === 'UNKNOWN');
        expect(step).toBe(asks ? 'stopChannel' : 'wait');
        expect(plan('DEDICATED_CHANNEL', { ...waiting, channel: 'RUNNING' })).toBe('stopChannel');
      }
    },
  );
});

it('a start goes on air from everywhere, and one that was cancelled and asked for again does too', () => {
  for (const from of everywhere) {
    for (const input of inputs) {
      const ends = walk({ ...asked, channel: from, input: from === 'IDLE' ? 'ATTACHED' : input }).end;
      expect([from, input, ends.channel]).toEqual([from, input, expect.stringMatching(/RUNNING|RECOVERING/)]);
    }
  }
});

describe('what a caller asks for is taken from everywhere', () => {
  const works: Partial<Work>[] = [
    {},
    { gaveUp: true, strikes: 6 },
    { lost: true },
    { begun: true },
    {
      attempt: 3,
      strikes: 2,
      nextRetryAt: '2026-11-21T09:00:00.000Z',
      failure: { kind: 'CONFLICT', message: 'm', step: 'startChannel', at: '2026-11-21T08:00:00.000Z' },
    },
  ];
  const desires: DesiredState[] = ['STOPPED', 'RUNNING', 'DELETED'];
  const cells = desires.flatMap((desired) =>
    channelStates.flatMap((at) => works.map((work) => ({ desired, at, work }))),
  );

  function placed({ desired, at, work }: (typeof cells)[number]) {
    const { state, current } = withDestination({ desired });
    const destination: Destination = {
      ...current(),
      work: {
        ...current().work,
        input: { requestId: 'i', id: '1000001' },
        channel: { requestId: 'c', id: '2000001', configVersion: 1, presetVersion: 1 },
        ...work,
      },
    };
    ask(state, () => ({
      changes: [
        put(state, 'channel', channel({ role: 'DEDICATED', state: at })),
        put(state, 'destination', destination),
      ],
      events: [],
      value: null,
    }));
    return { state, current };
  }

  it('a stop, forced or not', () => {
    for (const cell of cells) {
      for (const force of [false, true]) {
        const { state, current } = placed(cell);
        ask(state, stopDestination({ id: 'd1', force }, anyone));
        expect(current().desired).toBe(cell.desired === 'DELETED' ? 'DELETED' : 'STOPPED');
        if (cell.desired === 'RUNNING')
          expect(current()).toMatchObject({ force, work: { nextRetryAt: null, gaveUp: false } });
      }
    }
  });

  it('a retry, which forgets what was tried and keeps the wish', () => {
    for (const cell of cells) {
      const { state, current } = placed(cell);
      const before = current();
      ask(state, retryDestination({ id: 'd1' }, anyone));
      expect(current().desired).toBe(cell.desired);
      const { failure, gaveUp, lost } = before.work;
      if (!failure && !gaveUp && !lost) expect(current()).toBe(before);
      else
        expect(current().work).toMatchObject({
          attempt: 0,
          strikes: 0,
          nextRetryAt: null,
          failure: null,
          gaveUp: false,
          lost: false,
        });
    }
  });

  it('a start after a cancelled one, but for what is being deleted', () => {
    for (const cell of cells.filter(({ desired }) => desired !== 'DELETED')) {
      const { state, current } = placed(cell);
      ask(state, stopDestination({ id: 'd1', force: false }, anyone));
      ask(state, startDestination({ id: 'd1', startWithoutSource: false }, anyone));
      expect(current()).toMatchObject({
        desired: 'RUNNING',
        force: false,
        work: { gaveUp: false, lost: false },
      });
    }
  });
});
