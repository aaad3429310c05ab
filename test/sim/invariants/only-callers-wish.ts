import type { Destination } from '../../../src/domain/records.ts';
import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'only a caller changes a wish';

/** What a caller asked for stays until another caller's event says otherwise. */
export function onlyCallersWish({ truth }: Sim): Invariant {
  return {
    name,
    onEntry({ position, changes, events }) {
      const asked = new Set(
        events.filter(({ actorType }) => actorType === 'TOKEN').map(({ subjectId }) => subjectId),
      );
      for (const { type, id, record } of changes) {
        const before = truth.state.get('destination', id);
        if (type !== 'destination' || !record || !before || asked.has(id)) continue;
        const [was, is] = [wishOf(before), wishOf(record)];
        if (was !== is)
          throw new Violation(name, `Entry ${position} turns ${id} from ${was} to ${is}, asked by nobody.`);
      }
    },
  };
}

const wishOf = ({ name, url, streamKey, presetId, desired, version, configVersion, wishedAt }: Destination) =>
  JSON.stringify([desired, version, configVersion, wishedAt, name, url, presetId, streamKey?.fingerprint]);
