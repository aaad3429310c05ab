import { seekGraceMs } from '../../../src/domain/policy.ts';
import { thingsOf } from '../hands.ts';
import { type Invariant, type Sim, Violation } from '../sim.ts';
import { makes } from './late-things.ts';

const name = 'what was made in time finds its owner again';

/** Nothing becomes an orphan that AWS made, and showed in its Lists, before what was announced may be given up. */
export function foundAgain(sim: Sim): Invariant {
  const { truth, scheduler, plan } = sim;
  /** Ids of all that was made so soon after its announcement. */
  const inTime = new Set<string>();
  const known = new Set<string>();
  const withinMs = seekGraceMs - plan.listLagMs - 1_000;
  // The time is reckoned by the clock of a process: once one was set, that may be wrong.
  const jumpsAt = plan.acts
    .filter((act) => act.name === 'clock jump')
    .map(({ atMs }) => scheduler.now() + atMs);

  return {
    name,
    onArrival(call) {
      const { destinationId, operation, status } = call;
      if (!destinationId || !makes(call) || status === null || status >= 300) return;
      const { channels, inputs, outputs } = thingsOf(sim, destinationId);
      const ids = {
        CreateChannel: channels.map(({ id }) => id),
        CreateInput: inputs.map(({ id }) => id),
        AddFlowOutputs: outputs.map(({ arn }) => arn),
      };
      const made = ids[operation as keyof typeof ids].at(-1);
      if (made === undefined || known.has(made)) return;
      known.add(made);
      const act = truth.state.get('destination', destinationId)?.work.act;
      if (act && scheduler.now() - Date.parse(act.at) < withinMs) inTime.add(made);
    },
    onEntry({ position, changes }) {
      if (jumpsAt.some((at) => at <= scheduler.now())) return;
      for (const { type, id, kind } of changes) {
        if (type !== 'orphan' || kind !== 'CREATED' || !inTime.has(id.slice(id.indexOf(' ') + 1))) continue;
        throw new Violation(name, `Entry ${position} calls ${id} an orphan, which was made in time.`);
      }
    },
  };
}
