import { put } from '../domain/change.ts';
import { nothing } from '../domain/decision.ts';
import type { Entry } from '../domain/log.ts';
import type { ReconcileDeps } from './reconcile-destination.ts';

/**
 * A change of a preset is a change of every destination that uses it. An entry carries the first of them; the others
 * get their new image here, each in a decision of its own.
 */
export function refreshFollowers({ store, log }: ReconcileDeps, { changes }: Entry): void {
  const presets = changes.filter(({ type }) => type === 'preset').map(({ id }) => id);
  if (presets.length === 0) return;
  const shown = new Set(changes.filter(({ type }) => type === 'destination').map(({ id }) => id));
  for (const presetId of presets) {
    for (const { id } of [...store.state.where('destination', 'preset', presetId)]) {
      if (shown.has(id)) continue;
      store
        .change((state) => {
          const destination = state.get('destination', id);
          if (!destination) return nothing(undefined);
          return { changes: [put(state, 'destination', destination)], events: [], value: undefined };
        })
        .catch((error: unknown) =>
          log.warn({ err: error, destinationId: id }, 'a preset change could not be shown'),
        );
    }
  }
}
