import { put } from '../change.ts';
import type { Decide } from '../decision.ts';
import type { Preset } from '../records.ts';
import { hidesAlso } from '../redaction/hides.ts';
import type { Caller } from './caller.ts';
import { checkName, checkNameIsFree } from './check-name.ts';
import { checkPreset } from './check-preset.ts';
import { presetEvent } from './preset-event.ts';
import { checkAll } from './refuse.ts';

export interface CreatePresetCommand {
  preset: Omit<Preset, 'builtIn' | 'version'>;
  /** Takes every secret that is kept out of a text. */
  redact: (text: string) => string;
}

/** @throws Refusal INVALID_NAME, INVALID_PRESET, NAME_TAKEN. */
export const createPreset =
  ({ preset: given, redact }: CreatePresetCommand, caller: Caller): Decide<Preset> =>
  (state, now) => {
    const [name, encoding] = checkAll(
      () => checkName(given.name, hidesAlso(redact, [])),
      () => checkPreset(given),
    );
    checkNameIsFree(name, state.all('preset'), 'preset');
    const preset: Preset = { ...encoding, name, builtIn: false, version: 1 };
    return {
      changes: [put(state, 'preset', preset)],
      events: [presetEvent(caller, null, preset, now)],
      value: preset,
    };
  };
