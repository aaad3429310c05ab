import type { SeenChannel } from './aws.ts';
import { isOnAir } from './on-air.ts';
import type { Channel } from './records.ts';

/** Counts the starts of the channel, those that came to nothing among them. */
export function runNote(before: Channel | undefined, { state }: SeenChannel): Pick<Channel, 'runs'> {
  const starts = before !== undefined && isUp(state) && !isUp(before.state);
  const runs = (before?.runs ?? 0) + (starts ? 1 : 0);
  return runs > 0 ? { runs } : {};
}

const isUp = (state: SeenChannel['state']) => state === 'STARTING' || isOnAir(state);

/** True if a channel on air has no healthy pipeline or AWS is restarting one. */
export const isUnhealthy = ({ state, pipelinesRunning }: Pick<SeenChannel, 'state' | 'pipelinesRunning'>) =>
  state === 'RECOVERING' || (state === 'RUNNING' && pipelinesRunning === 0);

/** Returns when the present unhealthy time began; no field if the channel was never unhealthy. */
export function unhealthyNote(
  before: Channel | undefined,
  seen: SeenChannel,
  now: string,
): Pick<Channel, 'unhealthySince'> {
  const since = before?.unhealthySince ?? null;
  if (isUnhealthy(seen)) return { unhealthySince: since ?? now };
  return since === null ? {} : { unhealthySince: null };
}
