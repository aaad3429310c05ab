import { goalOf, holdOf } from './goal.ts';
import type { Situation } from './situation.ts';
import type { Step } from './step.ts';

/** The next step of a destination that is fed by a flow output of its own. Total over every situation. */
export function planFlowOutput(situation: Situation): Step {
  const { output, flow, desired, ran, drift, restart } = situation;
  if (flow === 'MISSING' && goalOf(situation) !== 'RUNNING') {
    // The outputs of a flow go with it.
    if (output !== 'NONE') return 'dropOutput';
    return desired === 'DELETED' ? 'forget' : 'settled';
  }
  switch (goalOf(situation)) {
    case 'RUNNING':
      switch (output) {
        case 'NONE':
          return holdOf(situation) ?? 'addOutput';
        case 'ANNOUNCED':
          return flow === 'MISSING' ? 'hold:flow' : 'addOutput';
        case 'FOUND':
          return 'adopt';
        case 'LOST':
          return ran ? 'lose' : 'dropOutput';
        case 'DISABLED':
          if (ran) return 'lose';
          return drift ? 'updateOutput' : (holdOf(situation) ?? 'enableOutput');
        case 'ENABLED':
          return restart || (drift && !ran) ? 'updateOutput' : 'settled';
      }
    case 'IDLE':
      switch (output) {
        case 'ENABLED':
          return 'disableOutput';
        case 'ANNOUNCED':
          return 'seek';
        case 'FOUND':
          return 'adopt';
        case 'LOST':
          return 'dropOutput';
        case 'NONE':
        case 'DISABLED':
          return 'settled';
      }
    case 'GONE':
      switch (output) {
        case 'NONE':
          return desired === 'DELETED' ? 'forget' : 'settled';
        case 'ANNOUNCED':
          return 'seek';
        case 'FOUND':
          return 'adopt';
        case 'LOST':
          return 'dropOutput';
        case 'ENABLED':
        case 'DISABLED':
          return 'removeOutput';
      }
  }
}
