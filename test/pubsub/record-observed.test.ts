import { expect, it } from 'vitest';
import { put } from '../../src/domain/change.ts';
import type { Decide } from '../../src/domain/decision.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import { recordObserved } from '../../src/pubsub/record-observed.ts';
import { createStore } from '../../src/store/create-store.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import { createManualClock } from '../_kit/manual-clock.ts';
import { channel } from '../resolvers/sample.ts';

const seen: Decide<void> = (state) => ({
  changes: [put(state, 'channel', channel('1', { state: 'STOPPING' }))],
  events: [],
  value: undefined,
});

/** Two processes over one table; what the first saw is recorded while it leads by the log it knows. */
async function start() {
  const table = createMemoryTable();
  const clock = createManualClock();
  const open = () => createStore({ table, clock, consequences: findConsequences });
  const [store, other] = [await open(), await open()];
  const lead = (processId: string) =>
    other.change((state) => ({
      changes: [put(state, 'leadership', { id: 'leader', epoch: 1, processId })],
      events: [],
      value: undefined,
    }));
  const enabled = () => store.state.get('leadership', 'leader')?.processId !== 'other';
  return { store, lead, record: () => recordObserved({ store, clock, settings: { enabled } }, [seen]) };
}

it('records what was seen while this process leads', async () => {
  const { store, lead, record } = await start();
  await lead('first');
  await record();
  expect(store.state.get('channel', '1')).toMatchObject({ state: 'STOPPING' });
});

it('records nothing of what was seen before another process took over, though it hears of that only now', async () => {
  const { store, lead, record } = await start();
  await lead('other');
  expect(store.state.get('leadership', 'leader')).toBeUndefined();
  await record();
  expect(store.state.get('leadership', 'leader')?.processId).toBe('other');
  expect(store.state.get('channel', '1')).toBeUndefined();
});
