import type { Preset } from '../../domain/records.ts';
import type { Context } from '../context.ts';
import { comparePlaces } from './page-args.ts';

/** The built-in presets, then the others, each by name. */
export function presets({ state }: Context): Preset[] {
  const place = ({ builtIn, name, id }: Preset) => [builtIn ? '0' : '1', name, id];
  return [...state.all('preset')].sort((a, b) => comparePlaces(place(a), place(b)));
}
