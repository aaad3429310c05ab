import type { Rates } from '../domain/cost.ts';
import type { Records, RecordType } from '../domain/records.ts';
import { FoldedState } from '../domain/state.ts';
import { type Head, readHead } from './head.ts';
import { rowKey } from './keys.ts';
import { readLog } from './read-log.ts';
import { parseEntry, type StoredEntry } from './stored-entry.ts';
import { queryAll, type Table } from './table.ts';
import { type Row, Tail } from './tail.ts';
import { UnavailableError } from './unavailable-error.ts';

export const recordTypes = Object.keys({
  destination: true,
  channel: true,
  input: true,
  flow: true,
  output: true,
  preset: true,
  session: true,
  token: true,
  replay: true,
  eye: true,
  quota: true,
  orphan: true,
  leadership: true,
} satisfies Record<RecordType, true>) as RecordType[];

export interface Loaded {
  state: FoldedState;
  tail: Tail;
  head: Head;
  /** The newest entries, without a gap up to the head's. */
  entries: StoredEntry[];
}

/**
 * The state from its checkpoint and the entries after it. A row may already show a later entry than the checkpoint
 * claims. The head is read after the rows, so the log passes through that entry again and ends at the same image.
 */
export async function load(table: Table, rates: Rates): Promise<Loaded> {
  for (let tries = 0; tries < 10; tries += 1) {
    const before = await readHead(table);
    if (!before) break;
    const rows = (await Promise.all(recordTypes.map((type) => readRows(table, type)))).flat();
    const { head, entries } = await readLog(table, before.appliedThrough);
    // Trimmed while the rows were read: they show more by now.
    if (!entries) continue;
    return { head, ...fold(rows, entries, before.appliedThrough, rates), entries: withNewest(entries, head) };
  }
  throw new UnavailableError('The table has no log that can be read.');
}

interface LoadedRow {
  type: RecordType;
  id: string;
  position: number;
  born: string;
  record: string | null;
}

async function readRows(table: Table, type: RecordType): Promise<LoadedRow[]> {
  const rows: LoadedRow[] = [];
  for await (const item of queryAll(table, { pk: rowKey(type, '').pk })) {
    rows.push({
      type,
      id: item.sk,
      position: Number(item['position']),
      born: String(item['born']),
      record: item['deleted'] === true ? null : String(item['record']),
    });
  }
  return rows;
}

function fold(
  rows: readonly LoadedRow[],
  entries: readonly StoredEntry[],
  appliedThrough: number,
  rates: Rates,
) {
  const tail = new Tail();
  const newest = new Map<string, Row>();
  for (const { type, id, position, born, record } of rows) {
    const image = record === null ? null : (JSON.parse(record) as Records[RecordType]);
    newest.set(`${type}#${id}`, { type, id, position, born, record: image });
    if (image) tail.remember(type, id, born);
  }
  for (const stored of entries) {
    const entry = parseEntry(stored);
    tail.fold(entry);
    for (const { type, id } of entry.changes) {
      const key = `${type}#${id}`;
      const row = tail.rows.get(key);
      if (row) newest.set(key, row);
    }
  }
  const state = new FoldedState(rates);
  const inOrder = [...newest.values()].sort((a, b) => (a.born < b.born ? -1 : 1));
  for (const { type, id, record } of inOrder) if (record) state.put(type, id, record);
  state.position = entries.at(-1)?.position ?? appliedThrough;
  return { state, tail };
}

/** The newest entry may not be in the log's past yet, so it must never be looked for there. */
const withNewest = (entries: StoredEntry[], head: Head): StoredEntry[] =>
  entries.length === 0 && head.entry ? [head.entry] : entries;
