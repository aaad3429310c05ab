import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { readHead } from './head.ts';
import { formatRequestKey as key } from './keys.ts';
import type { Table } from './table.ts';

const askEveryMs = 1_000;

/**
 * Asks the process that leads to raise the table's format by one, and returns its answer. @throws Error if none leads
 * within `withinMs`, or the table has no log. `olderStopped`: no process of a version without heartbeats runs.
 */
export async function requestRaise(
  table: Table,
  clock: Clock,
  withinMs: number,
  { olderStopped }: { olderStopped: boolean },
): Promise<string> {
  const head = await readHead(table);
  if (!head) throw new Error('This table holds no installation. Correct LUNORA_TABLE.');
  const id = randomUUID();
  await table.put({ ...key, id, wanted: head.format + 1, olderStopped, answer: '' });
  const endMs = clock.monotonicMs() + withinMs;
  while (clock.monotonicMs() < endMs) {
    await new Promise<void>((resolve) => clock.after(askEveryMs, resolve));
    const found = await table.get(key);
    if (found?.['id'] !== id) throw new Error('Somebody else asked at the same time. Ask again.');
    if (found['answer'] !== '') return String(found['answer']);
  }
  await table.remove(key, { is: 'equal', to: { id, answer: '' } });
  throw new Error(`No process that leads answered within ${withinMs / 1_000} seconds. Is one running?`);
}
