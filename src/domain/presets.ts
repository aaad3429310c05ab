import { put } from './change.ts';
import type { Decide } from './decision.ts';
import type { Platform, Preset } from './records.ts';

const builtIn = (
  id: string,
  name: string,
  height: 720 | 1080,
  framesPerSecond: number,
  videoBitrate: number,
): Preset => ({
  id,
  name,
  width: (height * 16) / 9,
  height,
  framesPerSecond,
  videoBitrate,
  audioBitrate: 128_000,
  builtIn: true,
  version: 1,
});

/** What every installation starts with. */
export const builtInPresets: readonly Preset[] = [
  builtIn('youtube-1080p30', 'YouTube 1080p30', 1080, 30, 5_000_000),
  builtIn('twitch-1080p60', 'Twitch 1080p60', 1080, 60, 6_000_000),
  builtIn('linkedin-720p30', 'LinkedIn 720p30', 720, 30, 3_000_000),
  builtIn('default-1080p30', 'Default 1080p30', 1080, 30, 5_000_000),
];

const byPlatform: Partial<Record<Platform, string>> = {
  YOUTUBE: 'youtube-1080p30',
  TWITCH: 'twitch-1080p60',
  LINKEDIN: 'linkedin-720p30',
};

/** The preset of a destination that names none. */
export const defaultPresetId = (platform: Platform): string => byPlatform[platform] ?? 'default-1080p30';

/** Adds the built-in presets that are missing; to be decided at every start. Those that are there stay as they are. */
export const seedPresets: Decide<void> = (state) => ({
  changes: builtInPresets
    .filter(({ id }) => !state.get('preset', id))
    .map((preset) => put(state, 'preset', preset)),
  events: [],
  value: undefined,
});
