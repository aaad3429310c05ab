import { expect, it } from 'vitest';
import { seedPresets } from '../src/domain/presets.ts';
import { keepCheckpoints } from '../src/keep-checkpoints.ts';
import { createManualClock } from './_kit/manual-clock.ts';
import { createMemoryStore } from './pubsub/memory-store.ts';

async function createScene() {
  const clock = createManualClock();
  const { store } = await createMemoryStore(clock);
  const scene = { clock, store, leads: true, down: false, written: [] as number[], warnings: 0 };
  const checkpoint = async () => {
    if (scene.down) throw new Error('The table is away.');
    await store.checkpoint();
    scene.written.push(store.state.position);
  };
  const stop = keepCheckpoints(
    { state: store.state, onEntry: store.onEntry, checkpoint },
    clock,
    () => scene.leads,
    {
      warn() {
        scene.warnings += 1;
      },
    },
  );
  return { scene, stop };
}

it('writes the rows within a second of a change, and sets no timer while nothing changes', async () => {
  const { scene, stop } = await createScene();
  await scene.store.change(seedPresets);
  await scene.clock.run(1_000);
  expect(scene.written).toEqual([scene.store.state.position]);
  expect(scene.clock.pending()).toBe(0);
  await stop();
});

it('tries again where the table is away, and while another process leads', async () => {
  const { scene, stop } = await createScene();
  Object.assign(scene, { down: true, leads: false });
  await scene.store.change(seedPresets);
  await scene.clock.run(3_000);
  expect(scene.warnings).toBe(0);
  scene.leads = true;
  await scene.clock.run(2_000);
  expect(scene.warnings).toBe(2);
  scene.down = false;
  await scene.clock.run(1_000);
  expect(scene.written).toEqual([scene.store.state.position]);
  await stop();
});

it('writes nothing more once it is stopped', async () => {
  const { scene, stop } = await createScene();
  await scene.store.change(seedPresets);
  await stop();
  await scene.clock.run(5_000);
  expect(scene.written).toEqual([]);
  expect(scene.clock.pending()).toBe(0);
});
