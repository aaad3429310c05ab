import { seekGraceMs } from '../../../src/domain/policy.ts';
import { thingsOf } from '../hands.ts';
import { type Invariant, type Sim, Violation } from '../sim.ts';
import { makes } from './late-things.ts';

const name = 'what was made in time finds its owner again';

const acts = {
  CreateChannel: 'createChannel',
  CreateInput: 'createInput',
  AddFlowOutputs: 'addOutput',
} as const;

/** Nothing becomes an orphan that AWS made, and showed in its Lists, before what was announced may be given up. */
export function foundAgain(sim: Sim): Invariant {
  const { truth, scheduler, plan } = sim;
  /** For whom all was made that was made so soon after its announcement, by its id. */
  const inTime = new Map<string, string>();
  const known = new Set<string>();
  const withinMs = seekGraceMs - plan.listLagMs - 1_000;
  /** When the log told of each announcement, by destination and instant. */
  const announced = new Map<string, number>();

  return {
    name,
    onArrival(call) {
      const { destinationId, operation, status, sentAt } = call;
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
      if (act?.step !== acts[operation as keyof typeof acts]) return;
      const announcedAt = announced.get(`${destinationId} ${act.at}`) ?? sentAt;
      if (scheduler.now() - Math.min(sentAt, announcedAt) < withinMs) inTime.set(made, destinationId);
    },
    onEntry({ position, changes }) {
      for (const { type, id, record } of changes) {
        if (type !== 'destination' || !record?.work.act) continue;
        const key = `${id} ${record.work.act.at}`;
        if (!announced.has(key)) announced.set(key, scheduler.now());
      }
      for (const { type, id, kind } of changes) {
        const owner = inTime.get(id.slice(id.indexOf(' ') + 1));
        if (type !== 'orphan' || kind !== 'CREATED' || owner === undefined) continue;
        // Nobody finds what somebody else is about to delete.
        if (sim.accountOf(owner).hands.has('console deletes')) continue;
        throw new Violation(name, `Entry ${position} calls ${id} an orphan, which was made in time.`);
      }
    },
  };
}
