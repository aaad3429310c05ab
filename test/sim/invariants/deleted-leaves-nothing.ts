import { thingsOf } from '../hands.ts';
import { type Invariant, type Sim, Violation } from '../sim.ts';
import { createLateThings } from './late-things.ts';

const name = 'a deleted destination leaves nothing';

/** Neither when it is said to be gone, but for what was asked for too long ago, nor at rest. */
export function deletedLeavesNothing(sim: Sim): Invariant {
  const late = createLateThings(sim);
  const leftBy = (id: string) => {
    const { channels, inputs, outputs } = thingsOf(sim, id);
    return [...channels, ...inputs, ...outputs].map(({ arn }) => arn);
  };
  return {
    name,
    onArrival: (call) => late.note(call),
    onEntry({ position, changes }) {
      for (const { type, id, kind } of changes) {
        if (type !== 'destination' || kind !== 'DELETED') continue;
        const left = leftBy(id).filter((arn) => !late.has(arn));
        if (left.length > 0)
          throw new Violation(name, `${id} goes in entry ${position} and leaves ${left.join(', ')}.`);
      }
    },
    atRest() {
      for (const id of sim.accounts.keys()) {
        if (sim.truth.state.get('destination', id)) continue;
        const left = leftBy(id);
        if (left.length > 0) throw new Violation(name, `${id} is gone and left ${left.join(', ')}.`);
      }
    },
  };
}
