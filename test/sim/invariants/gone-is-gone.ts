import { flowOf } from '../hands.ts';
import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'nothing is taken for gone that AWS still has';

/** A record of AWS goes once what it tells of is gone there, whatever one answer or another says. */
export function goneIsGone(sim: Sim): Invariant {
  const { channels, inputs } = sim.aws.world.account;
  const isThere: Record<string, (id: string) => boolean> = {
    flow: (id) => id === sim.aws.flowArn,
    output: (id) => flowOf(sim.aws).outputs.some(({ arn }) => arn === id),
    channel: (id) => isAlive(channels[id]),
    input: (id) => isAlive(inputs[id]),
  };
  return {
    name,
    onEntry({ position, changes }) {
      for (const { type, id, kind } of changes) {
        if (kind !== 'DELETED' || !isThere[type]?.(id)) continue;
        throw new Violation(name, `Entry ${position} has ${type} ${id} DELETED, which AWS has.`);
      }
    },
  };
}

const isAlive = (thing: { state: string } | undefined) =>
  thing !== undefined && thing.state !== 'DELETING' && thing.state !== 'DELETED';
