import type { Destination } from '../../../src/domain/records.ts';
import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'nothing is late without saying so';

/**
 * So long whoever leads may take to say it: it may be held up, wait for an answer to its last act, or have just taken
 * over, and its clock may have been set.
 */
const patienceMs = 180_000;

/** What is said of a transition that goes on as it should. */
const inTime = new Set<string | undefined>([
  undefined,
  'PROVISIONING',
  'ENCODER_STARTING',
  'ENCODER_STOPPING',
  'REMOVING',
  'RESTARTING_FOR_CHANGE',
]);

/** Past its deadline no transition is told of as if it went on in time. */
export function deadlinesAreTold({ truth, scheduler }: Sim): Invariant {
  /** Since when a destination is late and does not say so, with the deadline that passed. */
  const silent = new Map<string, { deadline: string; since: number }>();

  return {
    name,
    onEntry({ at }) {
      const now = scheduler.now();
      for (const destination of truth.state.all('destination')) {
        const { id, condition } = destination;
        const deadline = lateAt(destination, at);
        const before = silent.get(id);
        if (deadline === null) silent.delete(id);
        else if (before?.deadline !== deadline) silent.set(id, { deadline, since: now });
        else if (now - before.since > patienceMs) {
          const { transition, reason } = condition;
          const said = `${transition?.phase} since ${transition?.since}, was due at ${deadline}, and says ${reason?.code}`;
          throw new Violation(name, `${id} is in ${said}.`);
        }
      }
    },
  };
}

/** The deadline that has passed by the log's time and that nothing is said of; null: there is none. */
function lateAt({ condition: { transition, reason } }: Destination, now: string): string | null {
  if (!transition || transition.deadline > now) return null;
  return inTime.has(reason?.code) ? transition.deadline : null;
}
