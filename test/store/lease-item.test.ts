import { expect, it } from 'vitest';
import { leaseKey } from '../../src/store/keys.ts';
import { createLeaseItem } from '../../src/store/lease-item.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';

it('lets one process hold the lease, renew it and give it back', async () => {
  const lease = createLeaseItem(createMemoryTable());
  const free = await lease.read();
  expect(free.holder).toBeNull();
  expect(await lease.claim('a', free, 1_000, false)).toBe(true);
  expect(await lease.claim('b', free, 1_500, false)).toBe(false);
  expect(await lease.renew('b', 9_000)).toBe(false);
  const held = await lease.read();
  expect(held.holder).toBe('a');
  expect(await lease.renew('a', 2_000)).toBe(true);
  expect(await lease.claim('b', held, 3_000, false)).toBe(false);
  await lease.release('a');
  const released = await lease.read();
  expect(released.holder).toBeNull();
  expect(await lease.claim('b', released, 3_000, false)).toBe(true);
  expect(await lease.renew('a', 9_000)).toBe(false);
});

it('shows another beat after every renewal, also with a clock that stands still', async () => {
  const lease = createLeaseItem(createMemoryTable());
  await lease.claim('a', await lease.read(), 1_000, false);
  const beats = new Set([(await lease.read()).beat]);
  for (let renewals = 0; renewals < 5; renewals += 1) {
    await lease.renew('a', 1_000);
    beats.add((await lease.read()).beat);
  }
  expect(beats.size).toBe(6);
});

it('goes to whoever has seen it unrenewed, whatever instants stand in it, and to one that is alone at once', async () => {
  const lease = createLeaseItem(createMemoryTable());
  await lease.claim('a', await lease.read(), Date.parse('2099-01-01T00:00:00Z'), false);
  expect(await lease.claim('b', await lease.read(), 0, false)).toBe(true);
  const before = await lease.read();
  await lease.renew('b', 0);
  expect(await lease.claim('c', before, 0, true)).toBe(true);
});

it('sees the renewals of a version that writes an instant alone, and its release', async () => {
  const table = createMemoryTable();
  const lease = createLeaseItem(table);
  await table.put({ ...leaseKey, holder: 'old', until: 1_000 });
  const before = await lease.read();
  expect(before.holder).toBe('old');
  await table.update(leaseKey, { until: 2_000 }, { is: 'equal', to: { holder: 'old' } });
  expect((await lease.read()).beat).not.toBe(before.beat);
  expect(await lease.claim('new', before, 3_000, false)).toBe(false);
  await table.update(leaseKey, { until: 0 }, { is: 'equal', to: { holder: 'old' } });
  expect(await lease.claim('new', await lease.read(), 3_000, false)).toBe(true);
});

it('knows a claim of its own whose answer was lost', async () => {
  const table = createMemoryTable();
  let lost = false;
  const lease = createLeaseItem({
    ...table,
    async put(item, condition) {
      await table.put(item, condition);
      lost = true;
      return table.put(item, condition);
    },
  });
  expect(await lease.claim('a', await lease.read(), 1_000, false)).toBe(true);
  expect(lost).toBe(true);
});
