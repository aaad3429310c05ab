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

/**
 * Another configuration is wished for, `restart`: on air at once. What somebody else took off air stays there, for a
 * change of its settings asks for no start.
 */
export function reconfigure(destination: Destination, restart: boolean, now: string): Destination {
  // A restart is for one configuration: with a new number, nothing that changes later restarts it unasked.
  const configVersion = destination.version + 1;
  const restartFor = restart ? configVersion : destination.restartFor;
  const next = wish(destination, { configVersion, restartFor, force: destination.force }, now);
  return { ...next, work: { ...next.work, lost: destination.work.lost && !restart } };
}
