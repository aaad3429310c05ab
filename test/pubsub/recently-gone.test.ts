import { expect, it } from 'vitest';
import { createRecentlyGone } from '../../src/pubsub/recently-gone.ts';
import { openLog, putOutput, removeOutput } from './outputs.ts';

const log = { debug: () => {}, warn: () => {}, error: () => {} };

it('does not bring back what is removed by another change of the same append', async () => {
  const { store, clock } = await openLog();
  const gone = createRecentlyGone({ store, clock, log });
  await store.change(putOutput('a', 'flow'));
  const startedMs = clock.monotonicMs();
  const before = store.state.position;
  const stale = gone.unlessGone('output', 'a', startedMs, (state, now) => ({
    ...putOutput('a', 'flow')(state, now),
    value: undefined,
  }));
  await Promise.all([
    store.change(putOutput('other', 'flow')),
    store.change(removeOutput('a')),
    store.change(stale),
  ]);
  expect(store.state.position - before).toBeLessThan(3);
  expect(store.state.get('output', 'a')).toBeUndefined();
  await store.change(stale);
  expect(store.state.get('output', 'a')).toBeUndefined();
  gone.close();
});
