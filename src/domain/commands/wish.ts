import type { Destination } from '../records.ts';

type Wish = Partial<
  Pick<Destination, 'desired' | 'startWithoutSource' | 'force' | 'restartFor' | 'configVersion'>
>;

/**
 * A new wish: what was tried, failed or given up for the one before counts no more. What the engine has announced or
 * made stays noted, so nothing is lost sight of.
 */
export function wish(destination: Destination, patch: Wish, now: string): Destination {
  return {
    ...destination,
    force: false,
    ...patch,
    version: destination.version + 1,
    wishedAt: now,
    updatedAt: now,
    work: {
      ...destination.work,
      attempt: 0,
      strikes: 0,
      nextRetryAt: null,
      failure: null,
      gaveUp: false,
      lost: false,
      begun: false,
      stops: 0,
      restarts: null,
    },
  };
}
