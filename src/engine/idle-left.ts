import type { EngineDeps } from './deps.ts';

/**
 * Milliseconds until what stands idle is due for removal; zero or less: it is. Both the log's time and what this process saw
 * pass must be over: a clock that is set forward removes nothing early.
 */
export function idleLeft(
  { store, clock, settings }: Pick<EngineDeps, 'store' | 'clock' | 'settings'>,
  destinationId: string,
  idleSince: string,
): number {
  const lastedMs = store.clock.elapsedMs(`idle ${destinationId}`, idleSince);
  return settings.idleCleanupMs - Math.min(lastedMs, clock.now() - Date.parse(idleSince));
}
