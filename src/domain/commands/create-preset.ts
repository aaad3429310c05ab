import { put } from '../change.ts';
import type { Decide } from '../decision.ts';
import type { RecordLimit } from '../holding-limits.ts';
import type { Preset } from '../records.ts';
import { hidesAlso } from '../redaction/hides.ts';
import type { Caller } from './caller.ts';
import { checkName, checkNameIsFree } from './check-name.ts';
import { checkPreset } from './check-preset.ts';
import { checkRoom, creatorOf } from './check-room.ts';
import { presetEvent } from './preset-event.ts';
import { checkAll } from './refuse.ts';

export interface CreatePresetCommand {
  preset: Omit<Preset, 'builtIn' | 'version'>;
  /** Takes every secret that is kept out of a text. */
  redact: (text: string) => string;
  /** How many may be kept besides the built-in ones; left out: any number. */
  limit?: RecordLimit | undefined;
}

/** @throws Refusal INVALID_NAME, INVALID_PRESET, NAME_TAKEN, TOO_MANY. */
export const createPreset =
  ({ preset: given, redact, limit }: CreatePresetCommand, caller: Caller): Decide<Preset> =>
  (state, now) => {
    const [name, encoding] = checkAll(
      () => checkName(given.name, hidesAlso(redact, [])),
      () => checkPreset(given),
    );
    checkNameIsFree(name, state.all('preset'), 'preset');
    const creator = creatorOf(caller.actor);
    const made = [...state.all('preset')].filter(({ builtIn }) => !builtIn);
    checkRoom('presets', made, { creator, limit });
    const preset: Preset = { ...encoding, name, builtIn: false, creator, version: 1 };
    return {
      changes: [put(state, 'preset', preset)],
      events: [presetEvent(caller, null, preset, now)],
      value: preset,
    };
  };
