import { put } from '../change.ts';
import type { Decide } from '../decision.ts';
import type { Preset } from '../records.ts';
import type { Caller } from './caller.ts';
import { checkName, checkNameIsFree } from './check-name.ts';
import { checkPreset } from './check-preset.ts';
import { presetEvent } from './preset-event.ts';
import { checkAll } from './refuse.ts';

export type CreatePresetCommand = Omit<Preset, 'builtIn' | 'version'>;

/** @throws Refusal INVALID_NAME, INVALID_PRESET, NAME_TAKEN. */
export const createPreset =
  (command: CreatePresetCommand, caller: Caller): Decide<Preset> =>
  (state, now) => {
    const [name, encoding] = checkAll(
      () => checkName(command.name),
      () => checkPreset(command),
    );
    checkNameIsFree(name, state.all('preset'), 'preset');
    const preset: Preset = { ...encoding, name, builtIn: false, version: 1 };
    return {
      changes: [put(state, 'preset', preset)],
      events: [presetEvent(caller, null, preset, now)],
      value: preset,
    };
  };
