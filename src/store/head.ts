import { randomBytes, randomUUID } from 'node:crypto';
import { headKey } from './keys.ts';
import { refuseFormat } from './storage-format.ts';
import { fromItem, type StoredEntry } from './stored-entry.ts';
import type { Item, Table } from './table.ts';

/**
 * The one item that says where the log stands. Appends replace the entry on condition of its position; checkpoints
 * raise `appliedThrough` and `floor`. Each sets its own attributes and no others, so neither can undo the other.
 */
export interface Head {
  position: number;
  /** The newest entry; null in a table nothing was ever appended to. */
  entry: StoredEntry | null;
  /** Entries at or below it are no longer kept. */
  floor: number;
  /** Rows and history show every entry up to here, and perhaps some of later ones. */
  appliedThrough: number;
  incarnation: string;
  installationId: string;
  tableId: string;
  /** The storage format; 1 where none is written. */
  format: number;
}

/** Null in a table that has no log yet. */
export async function readHead(table: Pick<Table, 'get'>): Promise<Head | null> {
  const item = await table.get(headKey);
  return item ? toHead(item) : null;
}

/** The head of this log, once it is no longer at `position`; undefined while it is there, or where there is none. */
export async function readNewerHead(
  table: Pick<Table, 'query'>,
  position: number,
  incarnation: string,
): Promise<Head | undefined> {
  const { items } = await table.query({ pk: headKey.pk, unless: { position, incarnation } });
  return items[0] && toHead(items[0]);
}

export interface OpenHeadOptions {
  /** The installation that the table must be of. */
  installationId?: string | undefined;
  /** Asked before an installation is founded in a table that has none. Throws why it must not be; left out: it may. */
  checkFounding?: (() => Promise<void>) | undefined;
}

/**
 * The head of this table's log, made when there is none and it may be. When two processes make it at once, one wins.
 * A table restored from a backup gets a new incarnation: cursors from before it may point at what never happened here.
 */
export async function openHead(
  table: Table,
  { installationId, checkFounding = async () => {} }: OpenHeadOptions = {},
): Promise<Head> {
  const { tableId } = (await table.prepare({ create: false })) ?? (await createTable(table, checkFounding));
  for (;;) {
    const head = await readHead(table);
    if (!head) {
      await checkFounding();
      await table.put(newHead(tableId, installationId), { is: 'absent' });
      continue;
    }
    const refusal = refuseFormat(head.format);
    if (refusal) throw new Error(refusal);
    if (installationId !== undefined && head.installationId !== installationId) {
      throw new Error(
        `This table belongs to the installation '${head.installationId}', not to '${installationId}'. ` +
          'Correct LUNORA_INSTALLATION_ID, or name another table with LUNORA_TABLE.',
      );
    }
    if (head.tableId === tableId) return head;
    const { incarnation } = head;
    await table.update(headKey, { tableId, incarnation: randomUUID() }, { is: 'equal', to: { incarnation } });
  }
}

async function createTable(table: Table, checkFounding: () => Promise<void>): Promise<{ tableId: string }> {
  await checkFounding();
  return (await table.prepare()) ?? { tableId: '' };
}

const newHead = (tableId: string, installationId = randomBytes(4).toString('hex')): Item => ({
  ...headKey,
  position: 0,
  floor: 0,
  appliedThrough: 0,
  incarnation: randomUUID(),
  installationId,
  tableId,
});

const toHead = (item: Item): Head => ({
  position: Number(item['position']),
  entry: item['entry'] === undefined ? null : fromItem(item),
  floor: Number(item['floor']),
  appliedThrough: Number(item['appliedThrough']),
  incarnation: String(item['incarnation']),
  installationId: String(item['installationId']),
  tableId: String(item['tableId']),
  format: Number(item['format'] ?? 1),
});
