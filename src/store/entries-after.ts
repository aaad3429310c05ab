import { OutdatedCursorError } from '../domain/errors.ts';
import type { Entry } from '../domain/log.ts';
import type { Fold } from './fold.ts';
import type { ReadTable } from './gated-table.ts';
import { readHead } from './head.ts';
import { logKey, logPk } from './keys.ts';
import { fromItem, parseEntry } from './stored-entry.ts';
import { queryAll } from './table.ts';

/**
 * Kept entries after `position`, from memory where they are still there, else from the table.
 * @throws OutdatedCursorError below the floor, and beyond the end of the log.
 */
export async function entriesAfter(
  { table, fold }: { table: ReadTable; fold: Fold },
  position: number,
  limit: number,
): Promise<readonly Entry[]> {
  if (position > fold.position) await fold.catchUp();
  if (position < fold.floor || position > fold.position) throw new OutdatedCursorError();
  const kept = fold.ring.after(position, limit);
  if (kept || position === fold.position) return kept ?? [];

  const end = fold.position;
  const entries: Entry[] = [];
  for await (const item of queryAll(table, {
    pk: logPk,
    after: logKey(position).sk,
    limit: Math.min(limit, 500),
  })) {
    const stored = fromItem(item);
    const next = position + entries.length + 1;
    if (stored.position !== next || next > end || entries.length >= limit) break;
    entries.push(parseEntry(stored));
  }
  const reached = position + entries.length;
  if (entries.length === limit || reached === end) return entries;
  const rest = fold.ring.after(reached, limit - entries.length);
  if (rest) return [...entries, ...rest];
  // Missing entries mean nothing by themselves: the floor says whether they were let go.
  const head = await readHead(table);
  if (head) fold.learn(head);
  throw new OutdatedCursorError();
}
