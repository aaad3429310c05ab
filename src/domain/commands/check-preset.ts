import type { Preset } from '../records.ts';
import { checkAll, refuse } from './refuse.ts';

type Encoding = Pick<Preset, 'width' | 'height' | 'framesPerSecond' | 'videoBitrate' | 'audioBitrate'>;

/** What MediaLive’s H.264 encoder and its stereo AAC at 48 kHz take, within reason. Even sizes are AWS’s demand. */
const limits: Record<keyof Encoding, { from: number; to: number; unit: string; even?: true }> = {
  width: { from: 16, to: 4096, unit: 'pixels', even: true },
  height: { from: 16, to: 4096, unit: 'pixels', even: true },
  framesPerSecond: { from: 1, to: 60, unit: 'frames per second' },
  videoBitrate: { from: 100_000, to: 50_000_000, unit: 'bits per second' },
  audioBitrate: { from: 64_000, to: 512_000, unit: 'bits per second' },
};

/** @throws Refusal INVALID_PRESET with the path of every number that is out of bounds. */
export function checkPreset<T extends Encoding>(preset: T): T {
  const fields = Object.keys(limits) as (keyof Encoding)[];
  checkAll(...fields.map((field) => () => checkNumber(field, preset[field])));
  return preset;
}

function checkNumber(field: keyof Encoding, value: number): void {
  const { from, to, unit, even } = limits[field];
  if (!Number.isInteger(value) || value < from || value > to) {
    throw refuse('INVALID_PRESET', `${field} is a whole number of ${unit} from ${from} to ${to}.`, field);
  }
  if (even && value % 2 !== 0) throw refuse('INVALID_PRESET', `${field} is an even number.`, field);
}
