import { goalOf } from './goal.ts';
import { defaultRetryPolicy, retryPolicyOf } from './policy.ts';
import type { Channel, Destination, Restarts } from './records.ts';
import type { Situation } from './situation.ts';

/** How long AWS is left to bring a pipeline back by itself; doubles with every restart that did not cure it. */
const ownRecoveryMs = 10 * 60_000;
/** After so long without one, restarts are counted anew. */
const forgetAfterMs = 24 * 60 * 60_000;

/** How many of them count still. */
export function restartsOf({ restarts }: { restarts?: Restarts | null }, now: string): number {
  if (!restarts || Date.parse(now) - Date.parse(restarts.at) > forgetAfterMs) return 0;
  return restarts.count;
}

/**
 * When a channel that AWS does not bring back is to be stopped and started, which is what cures it: a pure rule of what
 * was seen, how often it was restarted already and what the policy allows. Null: never. A restart takes off air nobody
 * who is on air, and bills ten minutes, so it comes late, seldom and a bounded number of times.
 */
export function cureAt(
  destination: Destination,
  situation: Situation,
  channel: Channel | undefined,
  now: string,
): string | null {
  if (goalOf(situation) !== 'RUNNING' || !channel?.unhealthySince) return null;
  const restarts = restartsOf(destination.work, now);
  if (restarts >= retryPolicyOf(destination).maxRestarts) return null;
  return patienceEndsAt(channel.unhealthySince, restarts);
}

/**
 * When the pipelines of the primary channel are to be restarted, where the settings ask for that. Null: never. While it
 * is RECOVERING AWS restarts them already.
 */
export function primaryCureAt(
  { role, state, unhealthySince, wish, ...channel }: Channel,
  now: string,
): string | null {
  if (role !== 'PRIMARY' || state !== 'RUNNING' || !unhealthySince || wish !== null) return null;
  const restarts = restartsOf(channel, now);
  return restarts >= defaultRetryPolicy.maxRestarts ? null : patienceEndsAt(unhealthySince, restarts);
}

const patienceEndsAt = (unhealthySince: string, restarts: number): string =>
  new Date(Date.parse(unhealthySince) + ownRecoveryMs * 2 ** restarts).toISOString();
