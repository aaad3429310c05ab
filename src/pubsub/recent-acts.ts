import { listLagMs } from '../domain/observe-belief.ts';
import type { PollerDeps } from './poller-deps.ts';

/** What acts of ours have changed of late, whichever process did them. */
export interface RecentActs {
  /** Keys (`type:id`) of what a List that begins now may still show as it was. */
  snapshot(): ReadonlySet<string>;
  close(): void;
}

/**
 * Follows the log for them. How long ago one was is told by this process's timers, from when it learnt of it: the
 * instants in records are of the clock of whoever acted, and any clock may be set.
 */
export function watchRecentActs({ store, clock }: Pick<PollerDeps, 'store' | 'clock'>): RecentActs {
  const acts = new Map<string, { at: string; forget(): void }>();

  function note(key: string, at: string | undefined): void {
    const known = acts.get(key);
    if (at === undefined || at === known?.at) return;
    known?.forget();
    acts.set(key, { at, forget: clock.after(listLagMs, () => acts.delete(key)) });
  }

  // How long before this process they were done is for no clock to say.
  for (const { id, acted } of store.state.all('channel')) note(`channel:${id}`, acted?.at);
  for (const { id, acted } of store.state.all('input')) note(`input:${id}`, acted?.at);
  const unfollow = store.onEntry(({ changes }) => {
    for (const { type, id, record } of changes) {
      if (type === 'channel' || type === 'input') note(`${type}:${id}`, record?.acted?.at);
    }
  });

  return {
    snapshot: () => new Set(acts.keys()),
    close() {
      unfollow();
      for (const { forget } of acts.values()) forget();
      acts.clear();
    },
  };
}
