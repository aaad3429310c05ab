import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'a healthy destination stays on air whatever befalls another';

/** With trouble for one destination alone, no other leaves RUNNING unless its own wish says so. */
export function runningStaysRunning({ truth, plan, accounts }: Sim): Invariant {
  return {
    name,
    onEntry({ changes, position }) {
      if (plan.focus === null) return;
      for (const { type, id, record } of changes) {
        if (type !== 'destination' || accounts.get(id)?.number === plan.focus) continue;
        const before = truth.state.get('destination', id);
        if (before?.condition.status !== 'RUNNING' || before.desired !== 'RUNNING') continue;
        if (record?.desired !== 'RUNNING' || record.condition.status === 'RUNNING') continue;
        throw new Violation(
          name,
          `${id} becomes ${record.condition.status} ${record.condition.reason?.code ?? ''} in entry ${position}.`,
        );
      }
    },
  };
}
