import { expect, it } from 'vitest';
import type { Table } from '../../../src/store/table.ts';

/** What a query leaves out. */
export function queryContract(newTable: () => Table): void {
  it('are given all but those with each of some attributes', async () => {
    const table = newTable();
    await table.prepare();
    const items = [
      { pk: 'Q', sk: 'a', position: 1, name: 'x' },
      { pk: 'Q', sk: 'b', position: 2, name: 'x' },
      { pk: 'Q', sk: 'c', name: 'x' },
      { pk: 'Q', sk: 'd', position: 1, name: 'y' },
    ];
    for (const item of items) await table.put(item);
    const asked = async (unless: Record<string, string | number>, after?: string) => {
      const { items, more } = await table.query({ pk: 'Q', unless, ...(after && { after }) });
      expect(more).toBe(false);
      return items.map(({ sk }) => sk).join('');
    };
    expect(await asked({ position: 1, name: 'x' })).toBe('bcd');
    expect(await asked({ position: 1, name: 'x' }, 'b')).toBe('cd');
    expect(await asked({ name: 'x' })).toBe('d');
    expect((await table.query({ pk: 'nothing', unless: { position: 1 } })).items).toEqual([]);
  });
}
