import { remove } from '../change.ts';
import type { Decide } from '../decision.ts';
import type { Preset } from '../records.ts';
import type { Caller } from './caller.ts';
import { findPreset } from './find-preset.ts';
import { presetEvent } from './preset-event.ts';
import { refuse } from './refuse.ts';

/** @throws Refusal NOT_FOUND, BUILT_IN; PRESET_IN_USE while a destination has it that is not on its way out. */
export const deletePreset =
  ({ id }: { id: string }, caller: Caller): Decide<Preset> =>
  (state, now) => {
    const preset = findPreset(state, id);
    const users = [...state.where('destination', 'preset', id)].filter(
      ({ desired }) => desired !== 'DELETED',
    ).length;
    if (users > 0) {
      const who = users === 1 ? 'A destination uses' : `${users} destinations use`;
      throw refuse('PRESET_IN_USE', `${who} this preset.`, 'id');
    }
    return {
      changes: [remove(state, 'preset', preset)],
      events: [presetEvent(caller, preset, null, now)],
      value: preset,
    };
  };
