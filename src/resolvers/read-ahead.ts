import DataLoader from 'dataloader';

/** Reads on from the last item, at most `limit`; fewer mean that there are no more. */
export type ReadOn<T> = (last: T | null, limit: number) => Promise<readonly T[]>;

/**
 * One direction of history, kept as far as it was read for one answer: what several fields of the answer want of it is
 * read once, and what they want in the same turn with one read.
 */
export class ReadAhead<T> {
  private readonly items: T[] = [];
  private ended = false;
  private reading: Promise<void> = Promise.resolve();
  private readonly wanted = new DataLoader<number, null>(
    async (counts) => {
      const upTo = Math.max(...counts);
      // One after the other: each goes on from where the one before it ended.
      this.reading = this.reading.catch(() => {}).then(() => this.readUpTo(upTo));
      await this.reading;
      return counts.map(() => null);
    },
    { cache: false },
  );

  constructor(private readonly readOn: ReadOn<T>) {}

  /** At most `limit` items after the first `skip`; fewer mean that there are no more. */
  async slice(skip: number, limit: number): Promise<T[]> {
    const end = skip + limit;
    if (this.items.length < end && !this.ended) await this.wanted.load(end);
    return this.items.slice(skip, end);
  }

  private async readUpTo(end: number): Promise<void> {
    const limit = end - this.items.length;
    if (limit <= 0 || this.ended) return;
    const read = await this.readOn(this.items.at(-1) ?? null, limit);
    this.items.push(...read);
    this.ended = read.length < limit;
  }
}
