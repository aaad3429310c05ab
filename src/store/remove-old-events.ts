import { instant } from '../clock.ts';
import type { AppendDeps } from './append.ts';
import { inParallel } from './in-parallel.ts';
import { eventsPk, recentKey, subjectPk } from './keys.ts';

/** Removes events whose time is over, at most 2,000 at a time. A clock that was set forward ends nobody's time. */
export async function removeOldEvents({ table, clock }: AppendDeps, retentionDays: number): Promise<void> {
  const end = instant(Math.min(clock.now(), clock.provenMs()) - retentionDays * 86_400_000);
  for (let rounds = 0; rounds < 20; rounds += 1) {
    const { items, more } = await table.query({ pk: eventsPk, limit: 100 });
    const due = items.filter((item) => String(item['at']) < end);
    await inParallel(due, async ({ pk, sk, subjectId }) => {
      if (subjectId) {
        await table.remove({ pk: subjectPk(String(subjectId)), sk });
        // The newest of its subject is over, so all of them are.
        await table.remove(recentKey(String(subjectId)), {
          is: 'equal',
          to: { upTo: Number(sk.slice(0, 15)) },
        });
      }
      await table.remove({ pk, sk });
    });
    if (due.length < items.length || !more) return;
  }
}
