import { type Head, readHead } from './head.ts';
import { logKey, logPk } from './keys.ts';
import { fromItem, type StoredEntry } from './stored-entry.ts';
import { queryAll, type Table } from './table.ts';
import { UnavailableError } from './unavailable-error.ts';

export interface LogRead {
  head: Head;
  /** Every entry after the position asked for up to the head's; null when some of them are no longer kept. */
  entries: StoredEntry[] | null;
}

/** Reads the head, and all that came after `position`. One request when at most one entry did. */
export async function readLog(table: Table, position: number): Promise<LogRead> {
  const head = await readHead(table);
  if (!head) throw new UnavailableError('The table has lost its log.');
  if (head.position <= position) return { head, entries: [] };
  if (head.floor > position || !head.entry) return { head, entries: null };
  const entries: StoredEntry[] = [];
  if (head.position > position + 1) {
    const wanted = head.position - position - 1;
    for await (const item of queryAll(table, { pk: logPk, after: logKey(position).sk })) {
      const entry = fromItem(item);
      if (entry.position !== position + entries.length + 1) break;
      entries.push(entry);
      if (entries.length === wanted) break;
    }
    if (entries.length < wanted) return { head, entries: null };
  }
  return { head, entries: [...entries, head.entry] };
}
