import { goalOf, isConceded } from './goal.ts';
import type { Phase } from './records.ts';
import type { Situation } from './situation.ts';
import type { Step } from './step.ts';

/** Whether AWS is doing, or may be doing, something with it that shows or costs: not idle, not gone. */
export function isActive({ channel, output }: Situation): boolean {
  switch (channel) {
    case 'ANNOUNCED':
    case 'DOUBTED':
    case 'FOUND':
    case 'CREATING':
    case 'STARTING':
    case 'RUNNING':
    case 'RECOVERING':
    case 'STOPPING':
    case 'UPDATING':
    case 'UNKNOWN':
      return true;
    default:
      return output === 'ENABLED' || output === 'ANNOUNCED' || output === 'DOUBTED' || output === 'FOUND';
  }
}

/** The transition under way, null when it stands still or is held until something outside changes. */
export function phaseOf(situation: Situation, step: Step): Phase | null {
  const { channel, input, desired } = situation;
  if (channel === 'STOPPING') return 'STOP';
  if (goalOf(situation) === 'RUNNING') {
    if (step === 'settled' || step === 'hold:flow' || step === 'hold:source') return null;
    if (step === 'stopChannel') return 'STOP';
    return step === 'startChannel' || step === 'enableOutput' || channel === 'STARTING'
      ? 'START'
      : 'PROVISION';
  }
  if (isActive(situation)) return isConceded(situation) ? null : 'STOP';
  if (desired === 'DELETED' || channel === 'DELETING' || input === 'DELETING') return 'REMOVE';
  return null;
}
