import { textDigest } from './text-digest.ts';

/** Which parts of AWS are not observed, and since when, in milliseconds since the epoch. */
export interface UnobservedParts {
  /** Of every eye that is not in `eyes`; 0: they are observed. */
  rest: number;
  eyes: ReadonlyMap<string, number>;
}

export const allObserved: UnobservedParts = { rest: 0, eyes: new Map() };

/** Since when what an eye sees is not observed; 0: it is. */
export const unobservedSince = ({ rest, eyes }: UnobservedParts, eyeId: string): number =>
  eyes.get(eyeId) ?? rest;

/** A number of at most 15 digits that stands for these parts in cursors; 0: all is observed. */
export function unobservedMark({ rest, eyes }: UnobservedParts): number {
  if (eyes.size === 0) return rest;
  const digest = textDigest(JSON.stringify([rest, [...eyes].sort(([a], [b]) => (a < b ? -1 : 1))]));
  const [low = 0, high = 0] = digest.split('-').map((half) => Number.parseInt(half, 36));
  return (high % 0x10000) * 2 ** 32 + low || 1;
}
