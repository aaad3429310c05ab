import { expect } from 'vitest';
import { decodeCursor } from '../../src/domain/cursor.ts';
import type { Change } from './operator.ts';
import { placeOf, type RemoteOperator, told } from './remote-operator.ts';

/**
 * Everything that was told before and after a gap is everything there was to tell: nothing missed, twice or late. To be
 * called when no further change of status is on its way.
 */
export async function expectWhole(
  before: Change[],
  after: Change[],
  operator: RemoteOperator,
): Promise<void> {
  expect(after.map(({ kind }) => kind)).not.toContain('SNAPSHOT');
  expect(after.map(({ kind }) => kind)).not.toContain('RESYNC');
  const whole = told([...before, ...after]);
  const places = whole.map(placeOf);
  expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));

  // The activity log is kept apart from the stream: each of its changes of status was told, in the same entry.
  const { events } = await operator.query<{ events: { nodes: { cursor: string; message: string }[] } }>(
    '{ events(first: 100, filter: { kind: [DESTINATION_STATUS_CHANGED] }) { nodes { cursor message } } }',
  );
  const entries = new Set(whole.map(({ cursor }) => decodeCursor(cursor)?.position));
  const untold = events.nodes.filter(({ cursor }) => !entries.has(decodeCursor(cursor)?.position));
  expect(events.nodes.length).toBeGreaterThan(0);
  expect(untold).toEqual([]);

  const again = operator.follow(before[0]?.cursor);
  await again.until(({ cursor }) => cursor === whole.at(-1)?.cursor);
  const end = Math.max(...places);
  const repeated = told(again.all()).filter((change) => placeOf(change) <= end);
  expect(asOfCursor(repeated)).toEqual(asOfCursor(whole).slice(1));
}

/** What is true at the cursor: the nested channel is only at least as new. */
const asOfCursor = (changes: Change[]) =>
  changes.map(({ destination, ...change }) => ({
    ...change,
    destination: destination && { ...destination, channel: null },
  }));
