import { type Head, readHead } from './head.ts';
import { logKey, logPk } from './keys.ts';
import { fromItem, type StoredEntry } from './stored-entry.ts';
import { type Item, queryAll, type Table } from './table.ts';
import { UnavailableError } from './unavailable-error.ts';

export interface LogRead {
  head: Head;
  /** Every entry after the position asked for up to the head's; null when some of them are no longer kept. */
  entries: StoredEntry[] | null;
}

/**
 * Reads the head, and all that came after `position`. One request when at most one entry did; `eager`: two at once, so
 * that several entries take no longer than one.
 */
export async function readLog(table: Table, position: number, eager = false): Promise<LogRead> {
  const [head, early] = await Promise.all([
    readHead(table),
    eager ? table.query({ pk: logPk, after: logKey(position).sk }) : { items: [] },
  ]);
  if (!head)
    throw new UnavailableError(
      'The table has lost its log: it was emptied, or made anew. Restore it from a backup.',
    );
  return readUpTo(table, head, position, early.items);
}

/** Reads all that came after `position`, which a head read before may show. */
export async function readUpTo(
  table: Table,
  head: Head,
  position: number,
  early: readonly Item[] = [],
): Promise<LogRead> {
  const after = logKey(position).sk;
  if (head.position <= position) return { head, entries: [] };
  if (head.floor > position || !head.entry) return { head, entries: null };
  const wanted = head.position - position - 1;
  let older = await follow(early, position, wanted);
  if (older.length < wanted) older = await follow(queryAll(table, { pk: logPk, after }), position, wanted);
  if (older.length < wanted) return { head, entries: null };
  return { head, entries: [...older, head.entry] };
}

/** The entries right after `position`, `wanted` at most, up to the first gap. */
async function follow(
  items: Iterable<Item> | AsyncIterable<Item>,
  position: number,
  wanted: number,
): Promise<StoredEntry[]> {
  const entries: StoredEntry[] = [];
  if (wanted === 0) return entries;
  for await (const item of items) {
    const entry = fromItem(item);
    if (entry.position !== position + entries.length + 1) break;
    entries.push(entry);
    if (entries.length === wanted) break;
  }
  return entries;
}
