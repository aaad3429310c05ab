import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'each change fits what was there before it';

/** What is created was not there, and what is changed or deleted was: nothing gone comes back by the way. */
export function changesFit({ truth }: Sim): Invariant {
  return {
    name,
    onEntry({ position, changes }) {
      const known = new Map<string, boolean>();
      for (const { type, id, kind } of changes) {
        const key = `${type} ${id}`;
        const there = known.get(key) ?? truth.state.get(type, id) !== undefined;
        if (there === (kind === 'CREATED')) {
          throw new Violation(
            name,
            `Entry ${position} has ${key} ${kind}, which ${there ? 'is' : 'was not'} there.`,
          );
        }
        known.set(key, kind !== 'DELETED');
      }
    },
  };
}
