import { expect, it } from 'vitest';
import { put, remove } from '../../src/domain/change.ts';
import { linkedDigest, watchedTypes } from '../../src/domain/linked-digest.ts';
import type { Change } from '../../src/domain/log.ts';
import { observeEye } from '../../src/domain/observe-eye.ts';
import type { State } from '../../src/domain/state.ts';
import { refreshAllLinked, refreshLinked } from '../../src/engine/refresh-linked.ts';
import { createManualClock, settled } from '../_kit/manual-clock.ts';
import { createMemoryStore } from '../pubsub/memory-store.ts';
import { arnOf, channel, destination, flow, input, output } from '../resolvers/sample.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const many = Array.from({ length: 60 }, (_, n) => `${n}`);

/** More records than an entry holds share one flow and one sight of AWS. */
async function openWorld() {
  const { store, entries } = await createMemoryStore(createManualClock());
  const keep = (change: (state: State) => Change) =>
    store.change((state) => ({ changes: [change(state)], events: [], value: null }));
  await keep((state) => put(state, 'flow', flow('one')));
  await keep((state) => put(state, 'preset', { ...presetHd }));
  await Promise.all(
    many.flatMap((n) => [
      keep((state) => put(state, 'input', input(`input-${n}`, 'one'))),
      keep((state) => put(state, 'channel', channel(n))),
      keep((state) => put(state, 'output', output(n, 'one'))),
      keep((state) => put(state, 'destination', destination(n))),
    ]),
  );
  /** What a stream has not told: records whose newest image is not of what they show. */
  const untold = () =>
    watchedTypes.flatMap((type) =>
      [...store.state.all(type)]
        .filter((record) => record.linked !== linkedDigest(store.state, type, record))
        .map(({ id }) => `${type} ${id}`),
    );
  return { store, entries, keep, untold };
}

const presetHd = {
  ...{ id: 'hd', name: 'HD', width: 1920, height: 1080, framesPerSecond: 30, builtIn: false, version: 1 },
  ...{ videoBitrate: 6_000_000, audioBitrate: 128_000 },
};

it('gives a new image to all that share what changed, in as many entries as they take', async () => {
  const { store, entries, keep, untold } = await openWorld();
  store.onEntry(({ changes }) => refreshLinked({ store, log }, changes));
  expect(untold()).toEqual([]);
  for (const change of [
    (state: State) => put(state, 'preset', { ...presetHd, width: 1280 }),
    (state: State) => remove(state, 'flow', flow('one')),
    (state: State) => put(state, 'flow', flow('one')),
  ]) {
    const before = entries.length;
    await keep(change);
    await settled();
    expect(entries.length).toBeGreaterThan(before + 1);
    expect(untold()).toEqual([]);
  }
  for (const eye of ['medialive', arnOf('one')]) {
    await store.change((state) => observeEye(state, eye, { misses: 3, error: 'AWS did not answer.' }));
    await settled();
    expect(untold()).toEqual([]);
  }
});

it('gives a new leader the rest to do where the last one ended in between', async () => {
  const { store, keep, untold } = await openWorld();
  await keep((state) => remove(state, 'flow', flow('one')));
  await settled();
  expect(untold().length).toBeGreaterThan(60);
  refreshAllLinked({ store, log });
  await settled();
  expect(untold()).toEqual([]);
});
