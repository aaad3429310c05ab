import { thingsOf } from '../hands.ts';
import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'a deleted destination leaves nothing';

export function deletedLeavesNothing(sim: Sim): Invariant {
  return {
    name,
    atRest() {
      for (const id of sim.accounts.keys()) {
        if (sim.truth.state.get('destination', id)) continue;
        const { channels, inputs, outputs } = thingsOf(sim, id);
        const left = [...channels, ...inputs, ...outputs].map(({ arn }) => arn);
        if (left.length > 0) throw new Violation(name, `${id} is gone and left ${left.join(', ')}.`);
      }
    },
  };
}
