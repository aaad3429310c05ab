import type { SeenChannel } from './aws.ts';
import { isOnAir } from './on-air.ts';
import type { Channel } from './records.ts';

/** Counts the times the channel came on air. */
export function runNote(before: Channel | undefined, { state }: SeenChannel): Pick<Channel, 'runs'> {
  const comes = before !== undefined && isOnAir(state) && !isOnAir(before.state);
  const runs = (before?.runs ?? 0) + (comes ? 1 : 0);
  return runs > 0 ? { runs } : {};
}

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
