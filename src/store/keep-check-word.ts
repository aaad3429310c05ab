import { checkWordKey as key } from './keys.ts';
import type { Table } from './table.ts';

/** The sealed word of the table. Of several processes that make one at once, one wins. */
export async function keepCheckWord(table: Pick<Table, 'get' | 'put'>, make: () => string): Promise<string> {
  const kept = await table.get(key);
  if (kept) return String(kept['sealed']);
  const sealed = make();
  if (await table.put({ ...key, sealed }, { is: 'absent' })) return sealed;
  return String((await table.get(key))?.['sealed'] ?? sealed);
}
