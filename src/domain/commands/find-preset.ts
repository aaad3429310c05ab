import type { Preset } from '../records.ts';
import type { State } from '../state.ts';
import { refuse } from './refuse.ts';

/**
 * The preset a caller wants to change.
 * @throws Refusal NOT_FOUND; BUILT_IN for the ones every installation starts with; VERSION_CONFLICT.
 */
export function findPreset(state: State, id: string, expectedVersion: number | null = null): Preset {
  const preset = state.get('preset', id);
  if (!preset) throw refuse('NOT_FOUND', 'There is no such preset.', 'id');
  if (preset.builtIn) {
    throw refuse('BUILT_IN', 'Built-in presets stay as they are. Create one of your own like it.', 'id');
  }
  if (expectedVersion !== null && preset.version !== expectedVersion) {
    throw refuse(
      'VERSION_CONFLICT',
      `Somebody else changed it: it is at version ${preset.version} now. Read it again, then decide.`,
      'expectedVersion',
    );
  }
  return preset;
}
