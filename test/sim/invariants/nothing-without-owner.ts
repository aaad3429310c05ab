import { flowOf, isOurs } from '../hands.ts';
import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'nothing at AWS is without an owner';

/** Every channel, input and output of ours at AWS is one that a record holds, under the record's own name. */
export function nothingWithoutOwner({ truth, aws }: Sim): Invariant {
  return {
    name,
    atRest() {
      const { channels, inputs, tags } = aws.world.account;
      const destinations = [...truth.state.all('destination')];
      const owned = new Set(
        destinations.flatMap(({ work }) => [work.input?.id, work.channel?.id, work.output?.arn]),
      );
      for (const { id, arn, state } of [...Object.values(channels), ...Object.values(inputs)]) {
        const owner = tags[arn]?.['lunora:destination'];
        if (state === 'DELETED' || !isOurs(tags[arn]) || owned.has(id)) continue;
        throw new Violation(name, `${arn} (${state}) of ${owner} is no record's.`);
      }
      for (const output of flowOf(aws).outputs) {
        if (!output.name.startsWith('lunora-sim-') || owned.has(output.arn)) continue;
        throw new Violation(name, `The output ${output.name} is no record's.`);
      }
    },
  };
}
