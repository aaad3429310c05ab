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
    const page = await readPage(list, scanned, limit);
    if (page === null) break;
    const outcome = searchPage(page, { keep, ends, wanted }, found);
    if (outcome !== 'GO_ON') return { found, more: outcome === 'ENOUGH', stoppedAt: null };
    if (page.length < limit) return { found, more: false, stoppedAt: null };
    scanned += page.length;
    last = page.at(-1) ?? null;
  }
  return { found, more: true, stoppedAt: last };
}

/** Null where the token's limit is reached after something was read: the page ends early, and the next one is refused. */
async function readPage<T>(list: Scan<T>['list'], from: number, limit: number): Promise<T[] | null> {
  try {
    return await list.slice(from, limit);
  } catch (error) {
    if (error instanceof RateLimitedError && from > 0) return null;
    throw error;
  }
}

/** Adds what is kept to `found`. ENDED: nothing further on is wanted; ENOUGH: there is one more than is wanted. */
function searchPage<T>(
  page: readonly T[],
  { keep, ends, wanted }: Required<Omit<Scan<T>, 'list'>>,
  found: T[],
): 'GO_ON' | 'ENDED' | 'ENOUGH' {
  for (const item of page) {
    if (ends(item)) return 'ENDED';
    if (!keep(item)) continue;
    if (found.length === wanted) return 'ENOUGH';
    found.push(item);
  }
  return 'GO_ON';
}
