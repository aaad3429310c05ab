import { expect, it } from 'vitest';
import { createLeaseItem } from '../../src/store/lease-item.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';

it('lets one process hold the lease, renew it and give it back', async () => {
  const lease = createLeaseItem(createMemoryTable());
  expect(await lease.claim('a', 0, 1_000, false)).toBe(true);
  expect(await lease.claim('b', 500, 1_500, false)).toBe(false);
  expect(await lease.renew('b', 9_000)).toBe(false);
  expect(await lease.renew('a', 2_000)).toBe(true);
  expect(await lease.claim('b', 1_500, 3_000, false)).toBe(false);
  await lease.release('a');
  expect(await lease.claim('b', 1_501, 3_000, false)).toBe(true);
  expect(await lease.renew('a', 9_000)).toBe(false);
});

it('goes to another process once it has run out, and to one that is alone at once', async () => {
  const lease = createLeaseItem(createMemoryTable());
  await lease.claim('a', 0, 1_000, false);
  expect(await lease.claim('b', 999, 2_000, false)).toBe(false);
  expect(await lease.claim('b', 1_001, 2_000, false)).toBe(true);
  expect(await lease.claim('c', 1_002, 2_000, true)).toBe(true);
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
  expect(await lease.claim('a', 0, 1_000, false)).toBe(true);
  expect(lost).toBe(true);
});
