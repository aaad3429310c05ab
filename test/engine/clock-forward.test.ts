import { expect, it } from 'vitest';
import { instant } from '../../src/clock.ts';
import { put } from '../../src/domain/change.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import { newWork } from '../../src/domain/new-work.ts';
import { allowanceMs } from '../../src/domain/policy.ts';
import type { EngineDeps } from '../../src/engine/deps.ts';
import { idleLeft } from '../../src/engine/idle-left.ts';
import { createStore } from '../../src/store/create-store.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import { createManualClock } from '../_kit/manual-clock.ts';
import { destination } from '../resolvers/sample.ts';

const hourMs = 3_600_000;
const work = { ...newWork, input: { requestId: 'r', id: 'i1' } };

async function createScene() {
  const clock = createManualClock();
  const table = createMemoryTable();
  const open = (aheadMs = 0) =>
    createStore({
      ...{ table, consequences: findConsequences },
      clock: { ...clock, now: () => clock.now() + aheadMs },
    });
  const store = await open();
  /** Any change, after which its condition is derived anew. */
  const touch = (name: string) =>
    store.change((state) => {
      const known = state.get('destination', 'd1') ?? destination('d1', { desired: 'DELETED', work });
      return { changes: [put(state, 'destination', { ...known, name })], events: [], value: null };
    });
  await touch('made');
  const conditionAfter = async (name: string) => {
    await touch(name);
    return store.state.get('destination', 'd1')?.condition;
  };
  return { clock, store, open, conditionAfter };
}

it('says of no deadline that it passed because the clock was set forward', async () => {
  const { clock, conditionAfter } = await createScene();
  const { transition } = (await conditionAfter('under way')) ?? {};
  expect(transition?.phase).toBe('REMOVE');
  clock.step(2 * hourMs);
  clock.advance(allowanceMs.REMOVE / 2);
  expect((await conditionAfter('in time'))?.reason?.code).not.toBe('DEADLINE_EXCEEDED');
  clock.advance(allowanceMs.REMOVE);
  expect((await conditionAfter('late'))?.reason?.code).toBe('DEADLINE_EXCEEDED');
});

it.each(['was set forward', 'is another process’s that started with a wrong one'])(
  'removes nothing early that stands idle, where the clock %s',
  async (how) => {
    const { clock, store, open } = await createScene();
    const idleSince = instant(store.clock.now());
    const deps = { store, clock: store.clock, settings: { idleCleanupMs: 600_000 } } as unknown as EngineDeps;
    expect(idleLeft(deps, 'd1', idleSince)).toBe(600_000);
    if (how === 'was set forward') clock.step(2 * hourMs);
    else {
      const other = await open(2 * hourMs);
      await other.change((state) => ({
        changes: [put(state, 'destination', destination('d2'))],
        events: [],
        value: null,
      }));
      await store.catchUp();
    }
    clock.advance(60_000);
    expect(idleLeft(deps, 'd1', idleSince)).toBe(540_000);
  },
);
