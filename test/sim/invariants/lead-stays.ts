import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'the lead stays where nothing takes it away';

/** Processes that were ended or stopped come back within this. */
const settlesWithinMs = 90_000;

/** Once faults have ceased for a while, no other process begins to lead. */
export function leadStays({ scheduler, faults }: Sim): Invariant {
  let quietSince: number | null = null;
  return {
    name,
    onEntry({ position, changes }) {
      if (!faults.ceased) return;
      quietSince ??= scheduler.now();
      const leader = changes.find(({ type }) => type === 'leadership')?.record as
        | { processId: string }
        | undefined;
      if (!leader || scheduler.now() - quietSince < settlesWithinMs) return;
      throw new Violation(
        name,
        `${leader.processId} takes the lead in entry ${position}, long after the last fault.`,
      );
    },
  };
}
