import { seekGraceMs } from '../../../src/domain/policy.ts';
import type { AwsCall } from '../aws-call.ts';
import { thingsOf } from '../hands.ts';
import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'never two channels or two outputs for one destination';

/**
 * At most one channel on air, one channel that is not on its way out, and one output. What was asked for so long ago
 * that nobody waits for it any more may come on top: it is an orphan from its first moment, and never started.
 */
export function neverTwo(sim: Sim): Invariant {
  const late = new Set<string>();
  const making = /^(CreateChannel|CreateInput|AddFlowOutputs)$/;

  /** Remembers what came after everyone had given up on it. */
  function noteLate(call: AwsCall, destinationId: string): void {
    if (sim.scheduler.now() - call.sentAt < seekGraceMs) return;
    const { channels, inputs, outputs } = thingsOf(sim, destinationId);
    const newest =
      call.operation === 'CreateChannel' ? channels : call.operation === 'CreateInput' ? inputs : outputs;
    const made = newest.at(-1);
    if (made) late.add(made.arn);
  }

  return {
    name,
    onArrival(call) {
      const { destinationId, operation } = call;
      if (!destinationId || call.status === null || call.status >= 300) return;
      if (making.test(operation)) noteLate(call, destinationId);
      else if (operation !== 'StartChannel' && operation !== 'UpdateFlowOutput') return;
      const things = thingsOf(sim, destinationId);
      const channels = things.channels.filter(({ state, arn }) => state !== 'DELETING' && !late.has(arn));
      const outputs = things.outputs.filter(({ arn }) => !late.has(arn));
      const onAir = things.channels.filter(({ state }) => /^(STARTING|RUNNING|RECOVERING)$/.test(state));
      for (const two of [channels, outputs, onAir]) {
        if (two.length < 2) continue;
        throw new Violation(name, `${destinationId} has ${two.map(({ arn }) => arn).join(' and ')}.`);
      }
    },
  };
}
