import { put } from '../change.ts';
import { type Decide, nothing } from '../decision.ts';
import type { Preset } from '../records.ts';
import { hidesAlso } from '../redaction/hides.ts';
import { sameValue } from '../same-value.ts';
import type { Caller } from './caller.ts';
import { checkName, checkNameIsFree } from './check-name.ts';
import { checkPreset } from './check-preset.ts';
import { findPreset } from './find-preset.ts';
import { presetEvent } from './preset-event.ts';
import { checkAll } from './refuse.ts';

/** What is left out stays as it is. */
export interface UpdatePresetCommand {
  id: string;
  expectedVersion: number | null;
  changes: Partial<Omit<Preset, 'id' | 'builtIn' | 'version'>>;
  /** Takes every secret that is kept out of a text. */
  redact: (text: string) => string;
}

/**
 * Changes a preset. Destinations that run with it go on as they are; the change waits for their next start.
 * @throws Refusal NOT_FOUND, BUILT_IN, VERSION_CONFLICT, INVALID_NAME, INVALID_PRESET, NAME_TAKEN.
 */
export const updatePreset =
  ({ id, expectedVersion, changes, redact }: UpdatePresetCommand, caller: Caller): Decide<Preset> =>
  (state, now) => {
    const before = findPreset(state, id, expectedVersion);
    const [name, encoding] = checkAll(
      () => (changes.name === undefined ? before.name : checkName(changes.name, hidesAlso(redact, []))),
      () => checkPreset({ ...before, ...changes }),
    );
    const others = [...state.all('preset')].filter((preset) => preset.id !== id);
    checkNameIsFree(name, others, 'preset');
    const edited: Preset = { ...encoding, name };
    if (sameValue(edited, before)) return nothing(before);
    const next: Preset = { ...edited, version: before.version + 1 };
    return {
      changes: [put(state, 'preset', next)],
      events: [presetEvent(caller, before, next, now)],
      value: next,
    };
  };
