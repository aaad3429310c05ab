import { systemClock } from '../../src/clock.ts';
import { decodeCursor, encodeCursor } from '../../src/domain/cursor.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import { changesIn } from '../../src/pubsub/watch-selection.ts';
import { createStore } from '../../src/store/create-store.ts';
import type { Table } from '../../src/store/table.ts';
import type { Stream } from './start-tale.ts';

/** What the table itself says: the cursor of everything after `start`, and the names of the destinations at the end. */
export async function readTruth(table: Table, start: string) {
  const store = await createStore({ table, clock: systemClock, consequences: findConsequences });
  const from = decodeCursor(start)?.position ?? 0;
  const cursors: Record<Stream, string[]> = { destinationChanged: [], events: [] };
  const place = (position: number, index: number) =>
    encodeCursor({ incarnation: store.incarnation, position, index, snapshot: false });
  const positions: number[] = [];
  for (const entry of await store.entriesAfter(from, Number.POSITIVE_INFINITY)) {
    positions.push(entry.position);
    for (const { index } of changesIn(entry, { type: 'destination' }, () => true))
      cursors.destinationChanged.push(place(entry.position, index));
    for (const offset of entry.events.keys())
      cursors.events.push(place(entry.position, entry.changes.length + offset));
  }
  const names = [...store.state.all('destination')].map(({ name }) => name);
  await store.close();
  return { cursors, positions, from, names };
}
