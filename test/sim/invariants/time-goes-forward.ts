import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'what is recorded of a channel never goes back in time';

/** The states recorded of a channel are states it had, in their order; what is recorded as gone does not come back. */
export function timeGoesForward({ aws }: Sim): Invariant {
  const { channels } = aws.world.account;
  /** Every state each channel has had, by its id. */
  const had = new Map<string, string[]>();
  /** How far along them the log has come. */
  const told = new Map<string, number>();
  const look = () => {
    for (const { id, state } of Object.values(channels)) {
      const states = had.get(id) ?? [];
      had.set(id, states);
      if (states.at(-1) !== state) states.push(state);
    }
  };
  look();
  aws.world.onChange(look);

  return {
    name,
    onEntry({ position, changes }) {
      for (const { type, id, record } of changes) {
        if (type !== 'channel') continue;
        const from = told.get(id) ?? 0;
        const states = had.get(id) ?? [];
        const at = record ? states.indexOf(record.state, from) : states.length;
        if (at === -1) {
          const story = `${states.slice(0, from + 1).join(', ')}; then ${states.slice(from + 1).join(', ') || 'nothing'}`;
          throw new Violation(
            name,
            `Entry ${position} has channel ${id} ${record?.state}, which was told as ${story}.`,
          );
        }
        told.set(id, at);
      }
    },
  };
}
