import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../src/domain/commands/caller.ts';
import { createPreset as create } from '../../../src/domain/commands/create-preset.ts';
import { deletePreset } from '../../../src/domain/commands/delete-preset.ts';
import {
  type UpdatePresetCommand,
  updatePreset as update,
} from '../../../src/domain/commands/update-preset.ts';
import { builtInPresets, seedPresets } from '../../../src/domain/presets.ts';
import type { Preset } from '../../../src/domain/records.ts';
import { FoldedState } from '../../../src/domain/state.ts';
import { anyone, ask, creation, newState, now, refusals, withDestination } from './ask.ts';

const own: Omit<Preset, 'builtIn' | 'version'> = {
  id: 'p1',
  name: 'Vertical',
  width: 1080,
  height: 1920,
  framesPerSecond: 30,
  videoBitrate: 4_000_000,
  audioBitrate: 128_000,
};

const createPreset = (preset: typeof own, caller: Caller) => create({ preset, redact: String }, caller);
const updatePreset = (command: Omit<UpdatePresetCommand, 'redact'>, caller: Caller) =>
  update({ ...command, redact: String }, caller);

const change = (changes: Partial<Preset>, expectedVersion: number | null = null) =>
  updatePreset({ id: 'p1', expectedVersion, changes }, anyone);

function withOwn() {
  const state = newState();
  ask(state, createPreset(own, anyone));
  return state;
}

it('are refused with every number that is wrong', () => {
  const wrong = { ...own, width: 1081, height: 5_000, framesPerSecond: 0, audioBitrate: 1 };
  expect(refusals(() => createPreset(wrong, anyone)(newState(), now))).toEqual([
    'INVALID_PRESET width',
    'INVALID_PRESET height',
    'INVALID_PRESET framesPerSecond',
    'INVALID_PRESET audioBitrate',
  ]);
});

describe('the built-in presets', () => {
  it('are the four every installation starts with, and are seeded once', () => {
    const state = new FoldedState();
    ask(state, seedPresets);
    expect(
      [...state.all('preset')].map(({ name, width, framesPerSecond, videoBitrate }) => ({
        name,
        width,
        framesPerSecond,
        videoBitrate,
      })),
    ).toEqual([
      { name: 'YouTube 1080p30', width: 1920, framesPerSecond: 30, videoBitrate: 5_000_000 },
      { name: 'Twitch 1080p60', width: 1920, framesPerSecond: 60, videoBitrate: 6_000_000 },
      { name: 'LinkedIn 720p30', width: 1280, framesPerSecond: 30, videoBitrate: 3_000_000 },
      { name: 'Default 1080p30', width: 1920, framesPerSecond: 30, videoBitrate: 5_000_000 },
    ]);
    expect(ask(state, seedPresets).changes).toEqual([]);
  });

  it('are within the limits of presets', () => {
    for (const preset of builtInPresets) {
      const copy = createPreset({ ...preset, id: 'copy', name: 'Copy' }, anyone);
      expect(refusals(() => copy(newState(), now))).toEqual([]);
    }
  });

  it('stay as they are', () => {
    const state = newState();
    const changed = updatePreset(
      { id: 'default-1080p30', expectedVersion: null, changes: { width: 640 } },
      anyone,
    );
    expect(refusals(() => ask(state, changed))).toEqual(['BUILT_IN id']);
    expect(refusals(() => ask(state, deletePreset({ id: 'default-1080p30' }, anyone)))).toEqual([
      'BUILT_IN id',
    ]);
  });
});

describe('presets of one’s own', () => {
  it('are created, changed and deleted, each with an event that says by whom', () => {
    const state = withOwn();
    expect(state.get('preset', 'p1')).toMatchObject({ builtIn: false, version: 1 });
    const { events } = ask(state, change({ videoBitrate: 5_000_000 }, 1));
    expect(state.get('preset', 'p1')).toMatchObject({ version: 2, videoBitrate: 5_000_000, width: 1080 });
    expect(events).toMatchObject([
      {
        kind: 'PRESET_CHANGED',
        actor: 'ann',
        subjectId: 'p1',
        changes: [{ field: 'videoBitrate', from: '4000000', to: '5000000' }],
      },
    ]);
    ask(state, deletePreset({ id: 'p1' }, anyone));
    expect(state.get('preset', 'p1')).toBeUndefined();
  });

  it('are not touched by a change that changes nothing', () => {
    expect(ask(withOwn(), change({ name: 'Vertical' }))).toMatchObject({ changes: [], events: [] });
  });

  it.each([
    ['width', 1081],
    ['width', 14],
    ['width', 4098],
    ['height', 0],
    ['height', 721],
    ['framesPerSecond', 0],
    ['framesPerSecond', 61],
    ['framesPerSecond', 29.97],
    ['videoBitrate', 99_999],
    ['videoBitrate', 50_000_001],
    ['audioBitrate', 63_999],
    ['audioBitrate', 512_001],
  ])('refuse %s of %d', (field, value) => {
    const state = newState();
    const created = createPreset({ ...own, [field]: value }, anyone);
    expect(refusals(() => ask(state, created))).toEqual([`INVALID_PRESET ${field}`]);
    expect(refusals(() => ask(withOwn(), change({ [field]: value })))).toEqual([`INVALID_PRESET ${field}`]);
  });

  it('refuse a name that is taken, an older version, and an unknown id', () => {
    const state = withOwn();
    expect(refusals(() => ask(state, createPreset({ ...own, id: 'p2', name: 'VERTICAL' }, anyone)))).toEqual([
      'NAME_TAKEN name',
    ]);
    expect(refusals(() => ask(state, change({ name: 'default 1080p30' })))).toEqual(['NAME_TAKEN name']);
    expect(refusals(() => ask(state, change({ name: 'x' }, 9)))).toEqual([
      'VERSION_CONFLICT expectedVersion',
    ]);
    expect(refusals(() => ask(state, deletePreset({ id: 'none' }, anyone)))).toEqual(['NOT_FOUND id']);
  });

  it('stay while a destination uses them, and go once it is on its way out', () => {
    const { state, current } = withDestination({}, creation());
    ask(state, createPreset(own, anyone));
    state.put('destination', 'd1', { ...current(), presetId: 'p1' });
    expect(refusals(() => ask(state, deletePreset({ id: 'p1' }, anyone)))).toEqual(['PRESET_IN_USE id']);
    state.put('destination', 'd1', { ...current(), desired: 'DELETED' });
    ask(state, deletePreset({ id: 'p1' }, anyone));
    expect(state.get('preset', 'p1')).toBeUndefined();
  });
});
