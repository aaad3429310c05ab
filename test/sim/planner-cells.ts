import { channelStates, flowStates } from '../../src/domain/aws.ts';
import { type Goal, goalOf } from '../../src/domain/goal.ts';
import { plan } from '../../src/domain/plan.ts';
import type { DeliveryMode } from '../../src/domain/records.ts';
import type { Situation } from '../../src/domain/situation.ts';

type Field = keyof Situation;

const either = [false, true];
const presence = ['NONE', 'ANNOUNCED', 'DOUBTED', 'FOUND', 'LOST'];

/** Every value of every part of a situation. */
const values: Record<Field, readonly unknown[]> = {
  desired: ['STOPPED', 'RUNNING', 'DELETED'],
  force: either,
  startWithoutSource: either,
  gaveUp: either,
  lost: either,
  begun: either,
  ran: either,
  drift: either,
  restart: either,
  replace: either,
  reclaim: either,
  flow: ['MISSING', ...flowStates],
  sourceConnected: [true, false, null],
  inputGoes: [undefined, true],
  input: [...presence, 'CREATING', 'DETACHED', 'ATTACHED', 'DELETING', 'DELETED', 'UNKNOWN'],
  channel: [...presence, ...channelStates],
  output: [...presence, 'ENABLED', 'DISABLED'],
};

class Unasked {
  constructor(readonly field: Field) {}
}

/** Flows that do not run hold alike. */
const flowWord = (flow: Situation['flow']) =>
  flow === 'MISSING' ? 'missing' : flow === 'ACTIVE' || flow === 'UPDATING' ? 'running' : 'resting';

/** Whether the input has a say: before there is a channel, and where one stands idle. */
const asksInput = (channel: Situation['channel'], goal: Goal) =>
  channel === 'NONE' || channel === 'ANNOUNCED' || (channel === 'IDLE' && goal === 'IDLE');

/** Where a destination is to go, what AWS has for it, and the step that follows: one cell of the planner's table. */
export function cellOf(mode: DeliveryMode, situation: Situation): string {
  const step = plan(mode, situation);
  const goal = goalOf(situation);
  const { flow, input, channel, output } = situation;
  const has =
    mode === 'FLOW_OUTPUT'
      ? `flow ${flowWord(flow)}, output ${output}`
      : `channel ${channel}${asksInput(channel, goal) ? `, input ${input}` : ''}`;
  return `${mode} to ${goal}: ${has} → ${step}`;
}

/** Every cell there is, found by giving each part of a situation every value as soon as it is looked at. */
export function allCells(mode: DeliveryMode): Set<string> {
  const cells = new Set<string>();
  const explore = (known: Partial<Situation>): void => {
    const asking = new Proxy(known, {
      get(target, field: string) {
        if (!(field in target)) throw new Unasked(field as Field);
        return target[field as Field];
      },
    }) as Situation;
    try {
      cells.add(cellOf(mode, asking));
    } catch (error) {
      if (!(error instanceof Unasked)) throw error;
      for (const value of values[error.field]) explore({ ...known, [error.field]: value });
    }
  };
  explore(mode === 'FLOW_OUTPUT' ? { channel: 'NONE', input: 'NONE' } : { output: 'NONE' });
  return cells;
}

/** Why a cell need not be come to in a simulation; null where it is to be. */
export function whyExcused(cell: string): string | null {
  if (cell.includes('UNKNOWN')) return 'AWS has no state that Lunora does not know';
  if (cell.includes('flow missing')) return 'nobody deletes the flow';
  if (/DELETED(,| →)/.test(cell)) return 'what is DELETED is no longer told of';
  if (/channel (ANNOUNCED|DOUBTED|IDLE), input (NONE|ANNOUNCED|DOUBTED|FOUND|CREATING)/.test(cell)) {
    return 'a channel is made once its input is there';
  }
  if (/channel IDLE, input (LOST|DELETING)/.test(cell)) return 'AWS deletes no input that a channel uses';
  if (/to IDLE: .*(channel|output) NONE/.test(cell))
    return 'what has neither channel nor output is given back at once';
  if (/to GONE: .*(STARTING|RUNNING|RECOVERING|ENABLED) → (settled|regain)/.test(cell)) {
    return 'what is on air is not given back';
  }
  return null;
}
