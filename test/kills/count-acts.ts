import { listPrices } from '../../src/domain/cost.ts';
import { load } from '../../src/store/load.ts';
import type { Table } from '../../src/store/table.ts';
import { UnavailableError } from '../../src/store/unavailable-error.ts';

/** How many calls to AWS are announced in the log and not yet recorded: what a kill left in the middle. */
export async function countActs(table: Table): Promise<number> {
  try {
    const { state } = await load(table, listPrices);
    return [...state.all('destination')].filter(({ work }) => work.act !== null).length;
  } catch (error) {
    // Killed before it had made the table.
    if (error instanceof UnavailableError) return 0;
    throw error;
  }
}
