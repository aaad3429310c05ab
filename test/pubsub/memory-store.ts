import type { Clock } from '../../src/clock.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import type { Entry } from '../../src/domain/log.ts';
import { createStore } from '../../src/store/create-store.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';

/** The real store over a table in memory, and the entries it appended. */
export async function createMemoryStore(clock: Clock) {
  const store = await createStore({
    table: createMemoryTable(),
    clock,
    consequences: findConsequences,
    installationId: 'inst',
  });
  const entries: Entry[] = [];
  store.onEntry((entry) => {
    entries.push(entry);
  });
  return { store, entries };
}
