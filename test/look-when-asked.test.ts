import { expect, it } from 'vitest';
import { put } from '../src/domain/change.ts';
import { findConsequences } from '../src/domain/find-consequences.ts';
import { mediaLiveEye } from '../src/domain/observe-eye.ts';
import { lookWhenAsked } from '../src/look-when-asked.ts';
import { createStore } from '../src/store/create-store.ts';
import { createMemoryTable } from '../src/store/memory-table.ts';
import type { Table } from '../src/store/table.ts';
import { createManualClock } from './_kit/manual-clock.ts';

const clock = createManualClock();

async function join(table: Table, leads: boolean) {
  const store = await createStore({ table, clock, consequences: findConsequences });
  const looks: unknown[] = [];
  const poller = { lookNow: (options?: object) => void looks.push(options) };
  const { ask, close } = lookWhenAsked({ store, poller, leads: () => leads });
  return { store, looks, ask, close };
}

it('lets the leader look when any process is asked, and no other', async () => {
  const table = createMemoryTable();
  const leader = await join(table, true);
  const eye = { id: mediaLiveEye, observedAt: '2026-11-01T12:00:00.000Z', stale: false, error: null };
  await leader.store.change((state) => ({
    changes: [put(state, 'eye', eye)],
    events: [],
    value: undefined,
  }));
  const asked = await join(table, false);
  const other = await join(table, false);

  await asked.ask();
  for (const { store } of [leader, other]) await store.catchUp();
  expect(leader.looks).toEqual([{ sync: true }]);

  await leader.ask();
  expect(leader.looks).toHaveLength(2);
  for (const { store } of [asked, other]) await store.catchUp();
  expect([...asked.looks, ...other.looks]).toEqual([]);

  leader.close();
  await asked.ask();
  await leader.store.catchUp();
  expect(leader.looks).toHaveLength(2);
});
