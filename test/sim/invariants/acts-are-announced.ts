import type { ActName, Leadership } from '../../../src/domain/records.ts';
import { isDeed } from '../aws-call.ts';
import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'no act without a logged intent of its epoch';

const actsOf: Record<string, readonly ActName[]> = {
  CreateInput: ['createInput'],
  CreateChannel: ['createChannel'],
  UpdateChannel: ['updateChannel'],
  StartChannel: ['startChannel'],
  StopChannel: ['stopChannel'],
  DeleteChannel: ['deleteChannel'],
  DeleteInput: ['deleteInput'],
  AddFlowOutputs: ['addOutput'],
  // Adding finds one of that name again, and makes it what it should be.
  UpdateFlowOutput: ['updateOutput', 'enableOutput', 'disableOutput', 'addOutput'],
  RemoveFlowOutput: ['removeOutput'],
};

/**
 * Whoever sends an act has put it into the log first, while leading. What no record owns is swept without an
 * announcement; what a record owns, never.
 */
export function actsAreAnnounced({ truth }: Sim): Invariant {
  /**
   * Intents in the log: destination, step, and the process that led then. One is over when that process says so; of what
   * another has taken over it may not know yet.
   */
  const announced = new Set<string>();
  const leaders = new Map<number, string>();
  return {
    name,
    onEntry({ changes, position }) {
      let leader = truth.state.get('leadership', 'leader');
      for (const { type, id, record } of changes) {
        if (type === 'leadership' && record) {
          // What stands before it in the entry was decided in the epoch before.
          leader = record as Leadership;
          leaders.set(leader.epoch, leader.processId);
        }
        if (type !== 'destination') continue;
        const act = record?.work.act;
        const before = truth.state.get('destination', id)?.work.act;
        if (before && before.at === act?.at && before.step === act.step && before.epoch === act.epoch)
          continue;
        if (before && before.epoch === leader?.epoch) {
          announced.delete(`${id} ${before.step} ${leaders.get(before.epoch)}`);
        }
        if (!act) continue;
        if (act.epoch !== leader?.epoch) {
          throw new Violation(
            name,
            `Entry ${position} announces ${act.step} of ${id} in epoch ${act.epoch}, not ${leader?.epoch}.`,
          );
        }
        announced.add(`${id} ${act.step} ${leader.processId}`);
      }
    },
    onSend(call) {
      if (!isDeed(call)) return;
      const { operation, params } = call;
      const target = params['ChannelId'] ?? params['InputId'] ?? params['OutputArn'];
      const owner = [...truth.state.all('destination')].find(
        ({ work }) =>
          target !== undefined && [work.channel?.id, work.input?.id, work.output?.arn].includes(target),
      );
      const id = owner?.id ?? (target === undefined ? call.destinationId : null);
      if (!id) return;
      const steps = actsOf[operation] ?? [];
      if (steps.some((step) => announced.has(`${id} ${step} ${call.process}`))) return;
      throw new Violation(
        name,
        `${call.process} sends ${operation} for ${id}, of which it said nothing in the log.`,
      );
    },
  };
}
