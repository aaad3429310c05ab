import { seekGraceMs } from '../../../src/domain/policy.ts';
import type { AwsCall } from '../aws-call.ts';
import { thingsOf } from '../hands.ts';
import type { Sim } from '../sim.ts';

const making = /^(CreateChannel|CreateInput|AddFlowOutputs)$/;

/** Whether this call makes something. */
export const makes = ({ operation }: AwsCall): boolean => making.test(operation);

/**
 * Keeps in mind what was made so long after it was asked for that nobody waits for it any more: an orphan from its first
 * moment. To be told of every arrival; holds ARNs.
 */
export function createLateThings(sim: Sim): { note(call: AwsCall): void; has(arn: string): boolean } {
  const late = new Set<string>();
  return {
    has: (arn) => late.has(arn),
    note(call) {
      const { operation, destinationId, status, sentAt } = call;
      if (!destinationId || !makes(call) || status === null || status >= 300) return;
      if (sim.scheduler.now() - sentAt < seekGraceMs) return;
      const { channels, inputs, outputs } = thingsOf(sim, destinationId);
      const newest =
        operation === 'CreateChannel' ? channels : operation === 'CreateInput' ? inputs : outputs;
      const made = newest.at(-1);
      if (made) late.add(made.arn);
    },
  };
}
