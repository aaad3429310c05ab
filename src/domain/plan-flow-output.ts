import { goalOf, holdOf, isBack, isConceded } from './goal.ts';
import type { Situation } from './situation.ts';
import type { Step } from './step.ts';

/** The next step of a destination that is fed by a flow output of its own. Total over every situation. */
export function planFlowOutput(situation: Situation): Step {
  if (isBack(situation)) return 'regain';
  const goal = goalOf(situation);
  if (goal === 'RUNNING') return towardsRunning(situation);
  if (situation.flow === 'MISSING') {
    // The outputs of a flow go with it, and may come back with it.
    if (situation.desired === 'DELETED') return situation.output === 'NONE' ? 'forget' : 'dropOutput';
    if (situation.output === 'NONE' || situation.output === 'LOST') return 'settled';
    return 'dropOutput';
  }
  return goal === 'IDLE' ? towardsIdle(situation) : towardsGone(situation);
}

function towardsRunning(situation: Situation): Step {
  const { output, flow, ran } = situation;
  switch (output) {
    case 'NONE':
      return holdOf(situation) ?? 'addOutput';
    case 'ANNOUNCED':
      return flow === 'MISSING' ? 'hold:flow' : 'addOutput';
    case 'DOUBTED':
      return flow === 'MISSING' ? 'hold:flow' : 'seek';
    case 'FOUND':
      return 'adopt';
    case 'LOST':
      return ran ? 'lose' : 'dropOutput';
    case 'DISABLED':
      return startDisabled(situation);
    case 'ENABLED':
      return changeEnabled(situation);
  }
}

/** Someone else disabled what ran: enabling it again would be a fight, so it is said and offered instead. */
function startDisabled(situation: Situation): Step {
  const { ran, begun, replace, drift } = situation;
  if (ran || begun) return 'lose';
  if (replace) return 'removeOutput';
  return holdOf(situation) ?? (drift ? 'updateOutput' : 'enableOutput');
}

/** Once it is on air, changes wait until they may interrupt it. */
function changeEnabled({ ran, drift, restart, replace }: Situation): Step {
  if (!restart && (ran || !drift)) return 'settled';
  return replace ? 'removeOutput' : 'updateOutput';
}

function towardsIdle(situation: Situation): Step {
  switch (situation.output) {
    case 'ENABLED':
      return isConceded(situation) ? 'settled' : 'disableOutput';
    case 'ANNOUNCED':
    case 'DOUBTED':
      return 'seek';
    case 'FOUND':
      return 'adopt';
    case 'LOST':
      return 'dropOutput';
    case 'NONE':
    case 'DISABLED':
      return 'settled';
  }
}

function towardsGone(situation: Situation): Step {
  switch (situation.output) {
    case 'NONE':
      return absent(situation);
    case 'ENABLED':
      return isConceded(situation) ? 'settled' : 'removeOutput';
    case 'DISABLED':
      return 'removeOutput';
    default:
      return towardsIdle(situation);
  }
}

const absent = ({ desired }: Situation): Step => (desired === 'DELETED' ? 'forget' : 'settled');
