import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'nothing is late without saying so';

/** At rest no transition is past its deadline with a reason that does not say it. */
export function deadlinesAreTold({ truth, scheduler }: Sim): Invariant {
  return {
    name,
    atRest() {
      for (const { id, condition } of truth.state.all('destination')) {
        const { transition, reason } = condition;
        if (!transition || Date.parse(transition.deadline) > scheduler.now() - 120_000) continue;
        if (reason?.code !== 'DEADLINE_EXCEEDED') {
          throw new Violation(
            name,
            `${id} is in ${transition.phase} since ${transition.since} and says ${reason?.code}.`,
          );
        }
      }
    },
  };
}
