import { instant } from '../clock.ts';
import type { AppendDeps } from './append.ts';
import { inParallel } from './in-parallel.ts';
import { rowKey, tombstoneKey, tombstonesPk } from './keys.ts';
import type { Row } from './tail.ts';

/** How long a head that was read may be acted upon. Far less than `tombstoneKeepMs`. */
const freshMs = 60_000;
/** Tombstones outlive by far any write that was decided before the rows had passed them. */
const tombstoneKeepMs = 3_600_000;

/**
 * Writes rows, each only over an older one. A delete leaves a tombstone, or a late write of an older image would find
 * nothing in its way; it is noted before, so that it is found when it may go.
 */
export async function forwardRows({ table, clock, fold }: AppendDeps, rows: readonly Row[]): Promise<void> {
  let readAt = clock.monotonicMs();
  await inParallel(rows, async ({ type, id, record, position, born }) => {
    if (clock.monotonicMs() - readAt > freshMs) {
      await fold.catchUp();
      readAt = clock.monotonicMs();
    }
    // Somebody else wrote it meanwhile; its tombstone may even be gone.
    if (position <= fold.appliedThrough) return;
    const key = rowKey(type, id);
    if (!record)
      await table.put({ ...tombstoneKey(position, type, id), position, type, id, at: clock.now() });
    const image = record ? { record: JSON.stringify(record) } : { deleted: true };
    await table.put(
      { ...key, position, born, at: instant(clock.now()), ...image },
      { is: 'absentOrBelow', attribute: 'position', value: position },
    );
  });
}

/** Removes tombstones that nothing can be late for any more. */
export async function removeTombstones({ table, clock, fold }: AppendDeps): Promise<void> {
  for (let rounds = 0; rounds < 20; rounds += 1) {
    const { items, more } = await table.query({ pk: tombstonesPk, limit: 100 });
    const due = items.filter(
      (item) =>
        Number(item['position']) <= fold.floor && clock.provenMs() - Number(item['at']) >= tombstoneKeepMs,
    );
    await inParallel(due, async (item) => {
      const row = { pk: `ROW#${String(item['type'])}`, sk: String(item['id']) };
      await table.remove(row, { is: 'equal', to: { position: Number(item['position']) } });
      await table.remove({ pk: item.pk, sk: item.sk });
    });
    if (due.length < items.length || !more) return;
  }
}
