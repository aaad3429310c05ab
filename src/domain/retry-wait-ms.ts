import type { Destination } from './records.ts';
import { backingOf } from './situation.ts';
import type { State } from './state.ts';

/**
 * How long the next act is still to wait. What AWS refused in one state it may take in the next, so once that has changed
 * nothing waits: a stop is done at the first legal moment.
 */
export function retryWaitMs(state: State, destination: Destination, now: number): number {
  const { failure, nextRetryAt, gaveUp } = destination.work;
  if (!nextRetryAt) return 0;
  const { channel, flow } = backingOf(state, destination);
  const onChannel = destination.deliveryMode === 'DEDICATED_CHANNEL';
  const since = onChannel ? channel?.stateSince : flow?.stateSince;
  // Once it gave up, the failure is an older one than the last.
  const refusedByState = !gaveUp && failure?.kind === (onChannel ? 'CONFLICT' : 'INVALID');
  if (refusedByState && since && since > failure.at) return 0;
  return Math.max(0, Date.parse(nextRetryAt) - now);
}
