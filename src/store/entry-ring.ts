import type { Entry } from '../domain/log.ts';

const maxEntries = 2_000;
const maxCharacters = 32 * 1024 * 1024;

/** The newest entries, without a gap, bounded by number and by size. */
export class EntryRing {
  private entries: { entry: Entry; size: number }[] = [];
  private size = 0;

  /** Position of the oldest entry held; null when there is none. */
  get first(): number | null {
    return this.entries[0]?.entry.position ?? null;
  }

  push(entry: Entry, size: number): void {
    this.entries.push({ entry, size });
    this.size += size;
    // Trimmed in strides: a shift for every entry would move the whole list each time.
    if (this.entries.length < maxEntries * 1.25 && this.size < maxCharacters * 1.25) return;
    let drop = 0;
    while (this.entries.length - drop > 1) {
      if (this.entries.length - drop <= maxEntries && this.size <= maxCharacters) break;
      this.size -= this.entries[drop]?.size ?? 0;
      drop += 1;
    }
    this.entries.splice(0, drop);
  }

  clear(): void {
    this.entries = [];
    this.size = 0;
  }

  /** Those after `position`; null when the ring does not reach back that far. */
  after(position: number, limit: number): Entry[] | null {
    const first = this.first;
    if (first === null || first > position + 1) return null;
    const start = position + 1 - first;
    return this.entries.slice(start, start + limit).map(({ entry }) => entry);
  }
}
