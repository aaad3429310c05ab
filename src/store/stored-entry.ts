import type { Entry } from '../domain/log.ts';
import { logKey } from './keys.ts';
import type { Item } from './table.ts';

/** An entry as the table keeps it. `writerId` and `nonce` tell an append's author that it was theirs. */
export interface StoredEntry {
  position: number;
  writerId: string;
  nonce: string;
  /** The `Entry` as JSON. */
  text: string;
}

export const parseEntry = (stored: StoredEntry): Entry => JSON.parse(stored.text) as Entry;

export const toLogItem = ({ position, writerId, nonce, text }: StoredEntry): Item => ({
  ...logKey(position),
  position,
  writerId,
  nonce,
  entry: text,
});

export const fromItem = (item: Item): StoredEntry => ({
  position: Number(item['position']),
  writerId: String(item['writerId']),
  nonce: String(item['nonce']),
  text: String(item['entry']),
});
