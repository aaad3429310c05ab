/** A history that is read page by page in one direction. */
export interface Scan<T> {
  /** The next ones beyond `from`, at most `limit`. Fewer means that there are no more. */
  read(from: T | null, limit: number): Promise<T[]>;
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

/** Reads on until enough is found, all is read, or the bound is reached. */
export async function scan<T>({ read, keep, ends = () => false, wanted }: Scan<T>): Promise<Scanned<T>> {
  const found: T[] = [];
  let from: T | null = null;
  for (let scanned = 0; scanned < maxScanned; ) {
    const limit = Math.min(scanned === 0 ? wanted + 1 : 500, maxScanned - scanned);
    const page: T[] = await read(from, limit);
    for (const item of page) {
      if (ends(item)) return { found, more: false, stoppedAt: null };
      if (!keep(item)) continue;
      if (found.length === wanted) return { found, more: true, stoppedAt: null };
      found.push(item);
    }
    if (page.length < limit) return { found, more: false, stoppedAt: null };
    scanned += page.length;
    from = page.at(-1) ?? null;
  }
  return { found, more: true, stoppedAt: from };
}
