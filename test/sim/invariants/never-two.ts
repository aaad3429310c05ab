import { thingsOf } from '../hands.ts';
import { type Invariant, type Sim, Violation } from '../sim.ts';
import { createLateThings, makes } from './late-things.ts';

const name = 'never two channels or two outputs for one destination';

/**
 * At most one channel on air, one channel that is not on its way out, and one output. What was asked for so long ago
 * that nobody waits for it any more may come on top: it is an orphan from its first moment, and never started.
 */
export function neverTwo(sim: Sim): Invariant {
  const late = createLateThings(sim);

  return {
    name,
    onArrival(call) {
      const { destinationId, operation } = call;
      if (!destinationId || call.status === null || call.status >= 300) return;
      if (makes(call)) late.note(call);
      else if (operation !== 'StartChannel' && operation !== 'UpdateFlowOutput') return;
      const things = thingsOf(sim, destinationId);
      const channels = things.channels.filter(({ state, arn }) => state !== 'DELETING' && !late.has(arn));
      const outputs = things.outputs.filter(({ arn }) => !late.has(arn));
      const onAir = things.channels.filter(({ state }) => /^(STARTING|RUNNING|RECOVERING)$/.test(state));
      for (const two of [channels, outputs, onAir]) {
        if (two.length < 2) continue;
        throw new Violation(name, `${destinationId} has ${two.map(({ arn }) => arn).join(' and ')}.`);
      }
    },
  };
}
