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
  /** Every request for which something was announced, by what tells its doubles. */
  const announced = new Set<string>();
  sim.truth.onEntry(({ changes }) => {
    for (const { type, record } of changes) {
      if (type !== 'destination' || !record) continue;
      const { input, channel, output } = record.work;
      for (const request of [input?.requestId, channel?.requestId, output?.name]) {
        if (request !== undefined) announced.add(request);
      }
    }
  });
  return {
    has: (arn) => late.has(arn),
    note(call) {
      const { operation, destinationId, status, sentAt } = call;
      if (!destinationId || !makes(call) || status === null || status >= 300) return;
      const { channels, inputs, outputs } = thingsOf(sim, destinationId);
      const newest =
        operation === 'CreateChannel' ? channels : operation === 'CreateInput' ? inputs : outputs;
      const made = newest.at(-1);
      const isDouble = announced.has(requestOf(call)) && isAnswered(sim, destinationId, operation);
      if (made && (isDouble || sim.scheduler.now() - sentAt >= seekGraceMs)) late.add(made.arn);
    },
  };
}

/** What tells AWS that a request is the double of another: its token, or the name of an output. */
function requestOf({ body }: AwsCall): string {
  const { requestId, outputs } = body as { requestId?: string; outputs?: { name: string }[] };
  return requestId ?? outputs?.[0]?.name ?? '';
}

/** Whether the destination has had what the call makes: it is the double of one that was answered. */
function isAnswered({ truth, accountOf }: Sim, destinationId: string, operation: string): boolean {
  // What was deleted at once leaves its name to the double.
  if (operation === 'AddFlowOutputs' && accountOf(destinationId).hands.has('console deletes')) return true;
  const work = truth.state.get('destination', destinationId)?.work;
  const id =
    operation === 'CreateChannel'
      ? work?.channel?.id
      : operation === 'CreateInput'
        ? work?.input?.id
        : work?.output?.arn;
  return typeof id === 'string';
}
