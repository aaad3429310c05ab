import { describe, expect, it } from 'vitest';
import { goalOf } from '../../src/domain/goal.ts';
import { planDedicatedChannel } from '../../src/domain/plan-dedicated-channel.ts';
import type { Situation } from '../../src/domain/situation.ts';
import type { Step } from '../../src/domain/step.ts';
import { asked, channelSituations } from './situations.ts';

/** Channel states in which AWS takes each act, from the legal-state table of the facts. */
const isSought = (word: string) => word === 'ANNOUNCED' || word === 'DOUBTED';

const legal: Partial<Record<Step, readonly string[]>> = {
  createChannel: ['NONE', 'ANNOUNCED'],
  updateChannel: ['IDLE'],
  startChannel: ['IDLE'],
  stopChannel: ['STARTING', 'RUNNING', 'RECOVERING'],
  deleteChannel: ['IDLE', 'CREATE_FAILED', 'UPDATE_FAILED'],
};

/** Counts what breaks a rule and shows the first, so that millions of cells cost one assertion. */
function expectNone(broken: (situation: Situation, step: Step) => boolean): void {
  let first: { situation: Situation; step: Step } | null = null;
  let cells = 0;
  for (const situation of channelSituations()) {
    const step = planDedicatedChannel(situation);
    cells += 1;
    if (first === null && broken(situation, step)) first = { situation, step };
  }
  expect(first).toBeNull();
  expect(cells).toBeGreaterThan(1_000_000);
}

describe('planning a destination with its own channel', () => {
  it('has a step for every situation, asks nothing AWS would refuse, and removes in order', () => {
    expectNone((situation, step) => {
      const { channel, input, force, desired } = situation;
      if (step === undefined) return true;
      const forced = step === 'stopChannel' && force && channel === 'UNKNOWN';
      if (legal[step] && !forced && !legal[step].includes(channel)) return true;
      if (step === 'deleteInput' && (channel !== 'NONE' || input !== 'DETACHED')) return true;
      if (step === 'forget' && (desired !== 'DELETED' || channel !== 'NONE' || input !== 'NONE')) return true;
      return step === 'createChannel' && input !== 'DETACHED' && input !== 'ATTACHED';
    });
  });

  it('finishes a deletion of its input that nobody answered before it makes anything: AWS may have done it', () => {
    const [first] = channelSituations();
    const wanted: Situation = {
      ...(first as Situation),
      ...{ desired: 'RUNNING', channel: 'NONE', input: 'DETACHED', gaveUp: false, lost: false, ran: false },
      ...{ flow: 'ACTIVE', sourceConnected: true },
    };
    expect(planDedicatedChannel(wanted)).toBe('createChannel');
    expect(planDedicatedChannel({ ...wanted, inputGoes: true })).toBe('deleteInput');
    expect(planDedicatedChannel({ ...wanted, inputGoes: true, input: 'DELETED' })).toBe('dropInput');
  });

  it('starts and makes things only for who wants to run, and lets a healthy channel be while it is wanted', () => {
    expectNone((situation, step) => {
      const running = goalOf(situation) === 'RUNNING';
      const makes = step === 'createInput' || step === 'createChannel' || step === 'updateChannel';
      if (!running && (makes || step === 'startChannel')) return true;
      if (running && (step === 'deleteInput' || step === 'forget')) return true;
      return running && step === 'stopChannel' && !situation.restart;
    });
  });

  it('starts nothing on a flow that does not run or a source known to be away, unless asked to', () => {
    expectNone((situation, step) => {
      if (situation.startWithoutSource && situation.flow !== 'MISSING') return false;
      if (step !== 'startChannel') return false;
      return (
        situation.sourceConnected === false || (situation.flow !== 'ACTIVE' && situation.flow !== 'UPDATING')
      );
    });
  });

  it('starts nothing again that someone else stopped', () => {
    expectNone(({ ran, begun }, step) => (ran || begun) && step === 'startChannel');
  });

  it('stops for ever what is to be gone, and leaves on air only what someone keeps starting', () => {
    expectNone((situation, step) => {
      const { channel, desired, gaveUp } = situation;
      if (goalOf(situation) === 'RUNNING' || (channel !== 'RUNNING' && channel !== 'RECOVERING'))
        return false;
      if (step === 'regain') return false;
      return (step === 'settled') !== (desired === 'STOPPED' && gaveUp);
    });
  });

  it.each<[string, Partial<Situation>, Step]>([
    ['makes the input first', {}, 'createInput'],
    ['makes the channel once the input is detached', { input: 'DETACHED' }, 'createChannel'],
    ['waits while the input is made', { input: 'CREATING' }, 'wait'],
    ['starts an idle channel', { input: 'ATTACHED', channel: 'IDLE' }, 'startChannel'],
    [
      'starts when nothing is known of the source',
      { channel: 'IDLE', sourceConnected: null },
      'startChannel',
    ],
    ['holds without a source, making nothing', { sourceConnected: false }, 'hold:source'],
    ['holds on a flow in standby', { flow: 'STANDBY' }, 'hold:flow'],
    [
      'goes on air without a source when told',
      { sourceConnected: false, startWithoutSource: true },
      'createInput',
    ],
    ['applies waiting changes before the start', { channel: 'IDLE', drift: true }, 'updateChannel'],
    ['lets changes wait while it runs', { channel: 'RUNNING', ran: true, drift: true }, 'settled'],
    [
      'restarts for a change when told',
      { channel: 'RUNNING', ran: true, drift: true, restart: true },
      'stopChannel',
    ],
    [
      'repeats a creation whose answer was lost',
      { channel: 'ANNOUNCED', input: 'DETACHED' },
      'createChannel',
    ],
    [
      'looks before it creates something else',
      { channel: 'ANNOUNCED', input: 'DETACHED', drift: true },
      'seek',
    ],
    ['adopts what it finds', { channel: 'FOUND' }, 'adopt'],
    ['says so when someone deleted it on air', { channel: 'LOST', ran: true }, 'lose'],
    ['counts a start that came to nothing', { channel: 'IDLE', begun: true }, 'setback'],
    ['is content when whoever stopped it starts it again', { channel: 'STARTING', lost: true }, 'regain'],
    [
      'leaves to someone what they start again and again',
      { desired: 'STOPPED', channel: 'RUNNING', gaveUp: true },
      'settled',
    ],
    ['makes a new one when someone deleted it off air', { channel: 'LOST' }, 'dropChannel'],
    ['throws away what failed to be made', { channel: 'CREATE_FAILED' }, 'deleteChannel'],
    ['cancels a start at once', { desired: 'STOPPED', channel: 'STARTING' }, 'stopChannel'],
    [
      'leaves to someone what they start again and again, also while it starts',
      { desired: 'STOPPED', channel: 'STARTING', gaveUp: true },
      'wait',
    ],
    ['waits in a state that AWS has added', { desired: 'STOPPED', channel: 'UNKNOWN' }, 'wait'],
    ['and asks AWS when forced', { desired: 'STOPPED', channel: 'UNKNOWN', force: true }, 'stopChannel'],
    ['stops what runs', { desired: 'STOPPED', channel: 'RUNNING' }, 'stopChannel'],
    [
      'keeps an idle channel for a quick restart',
      { desired: 'STOPPED', channel: 'IDLE', input: 'ATTACHED' },
      'settled',
    ],
    [
      'removes it once idle too long',
      { desired: 'STOPPED', channel: 'IDLE', reclaim: true },
      'deleteChannel',
    ],
    ['removes the input last', { desired: 'STOPPED', input: 'DETACHED', reclaim: true }, 'deleteInput'],
    ['stops a live one before deleting it', { desired: 'DELETED', channel: 'RUNNING' }, 'stopChannel'],
    ['waits for the input to be let go', { desired: 'DELETED', input: 'ATTACHED' }, 'wait'],
    ['forgets once nothing is left', { desired: 'DELETED' }, 'forget'],
    ['leaves a failed start standing by', { gaveUp: true, channel: 'IDLE', input: 'ATTACHED' }, 'settled'],
  ])('%s', (_, patch, step) => {
    expect(planDedicatedChannel({ ...asked, ...patch })).toBe(step);
  });
});

/** AWS as it settles after a step, when nothing goes wrong. */
function obey(situation: Situation, step: Step): Situation {
  switch (step) {
    case 'createInput':
      return { ...situation, input: 'DETACHED' };
    case 'createChannel':
      return { ...situation, channel: 'IDLE', input: 'ATTACHED', drift: false, restart: false };
    case 'updateChannel':
      return { ...situation, channel: 'IDLE', drift: false, restart: false };
    case 'startChannel':
      return { ...situation, channel: 'RUNNING', begun: true, ran: true };
    case 'stopChannel':
      return { ...situation, channel: 'IDLE', begun: false, ran: false };
    case 'deleteChannel':
      return {
        ...situation,
        channel: 'LOST',
        input: situation.input === 'ATTACHED' ? 'DETACHED' : situation.input,
        ran: false,
      };
    case 'deleteInput':
      return { ...situation, input: 'LOST' };
    case 'adopt':
      return {
        ...situation,
        channel: situation.channel === 'FOUND' ? 'IDLE' : situation.channel,
        input: situation.input === 'FOUND' ? 'DETACHED' : situation.input,
      };
    case 'seek':
      return {
        ...situation,
        channel: isSought(situation.channel) ? 'NONE' : situation.channel,
        input: isSought(situation.input) ? 'NONE' : situation.input,
      };
    case 'dropChannel':
      return { ...situation, channel: 'NONE', drift: false, restart: false };
    case 'dropInput':
      return { ...situation, input: 'NONE' };
    case 'lose':
      return { ...situation, lost: true };
    case 'regain':
      return { ...situation, lost: false };
    case 'setback':
      return { ...situation, begun: false };
    case 'wait':
      return {
        ...situation,
        channel: settled[situation.channel] ?? situation.channel,
        input: settledInput(situation),
      };
    default:
      return situation;
  }
}

const settled: Partial<Record<Situation['channel'], Situation['channel']>> = {
  CREATING: 'IDLE',
  UPDATING: 'IDLE',
  STOPPING: 'IDLE',
  STARTING: 'RUNNING',
  DELETING: 'LOST',
  UNKNOWN: 'IDLE',
};

function settledInput({ input, channel }: Situation): Situation['input'] {
  if (input === 'CREATING' || input === 'UNKNOWN') return 'DETACHED';
  if (input === 'ATTACHED' && channel === 'NONE') return 'DETACHED';
  return input === 'DELETING' ? 'LOST' : input;
}

it('reaches rest from every situation within a dozen steps when AWS does what it is asked', () => {
  const resting: ReadonlySet<Step> = new Set(['settled', 'forget', 'hold:flow', 'hold:source']);
  // The others hold a start as a flow in standby does.
  const flows: ReadonlySet<Situation['flow']> = new Set(['ACTIVE', 'STANDBY', 'MISSING']);
  let stuck: Situation | null = null;
  for (const start of channelSituations()) {
    if (!flows.has(start.flow)) continue;
    let situation = start;
    let steps = 0;
    for (
      let step = planDedicatedChannel(situation);
      !resting.has(step);
      step = planDedicatedChannel(situation)
    ) {
      situation = obey(situation, step);
      steps += 1;
      if (steps > 12) break;
    }
    if (steps > 12) {
      stuck = start;
      break;
    }
  }
  expect(stuck).toBeNull();
});
