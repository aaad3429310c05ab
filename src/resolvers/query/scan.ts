import { RateLimitedError } from '../../domain/errors.ts';
import type { ReadAhead } from '../read-ahead.ts';

/** A list of history that is searched in its direction. */
export interface Scan<T> {
  list: Pick<ReadAhead<T>, 'slice'>;
  keep(item: T): boolean;
  /** Where nothing further on is wanted. */
  ends?(item: T): boolean;
  wanted: number;
}

export interface Scanned<T> {
  found: T[];
  /** There is at least one more, or there may be. */
  more: boolean;
  /** How far was read when the bound was reached before enough was found; null otherwise. */
  stoppedAt: T | null;
}

/** One question reads at most so many items, so that a filter that matches little cannot read all there is. */
export const maxScanned = 5_000;

/** Reads on until enough is found, all is read, or a bound is reached: this one's, or the token's own. */
export async function scan<T>({ list, keep, ends = () => false, wanted }: Scan<T>): Promise<Scanned<T>> {
  const found: T[] = [];
  let last: T | null = null;
  for (let scanned = 0; scanned < maxScanned; ) {
    const limit = Math.min(scanned === 0 ? wanted + 1 : 500, maxScanned - scanned);
    const page: T[] | null = await list.slice(scanned, limit).catch((error: unknown) => {
      // What was read already is not read in vain: the page ends early, and the next one is refused if need be.
      if (error instanceof RateLimitedError && last !== null) return null;
      throw error;
    });
    if (page === null) break;
    for (const item of page) {
      if (ends(item)) return { found, more: false, stoppedAt: null };
      if (!keep(item)) continue;
      if (found.length === wanted) return { found, more: true, stoppedAt: null };
      found.push(item);
    }
    if (page.length < limit) return { found, more: false, stoppedAt: null };
    scanned += page.length;
    last = page.at(-1) ?? null;
  }
  return { found, more: true, stoppedAt: last };
}
