import type { Situation } from './situation.ts';
import type { Step } from './step.ts';

/** Where a destination's own resources should be: on air, standing by, or gone from AWS. */
export type Goal = 'RUNNING' | 'IDLE' | 'GONE';

export function goalOf({
  desired,
  gaveUp,
  lost,
  reclaim,
}: Pick<Situation, 'desired' | 'gaveUp' | 'lost' | 'reclaim'>): Goal {
  if (desired === 'DELETED') return 'GONE';
  if (desired === 'RUNNING' && !gaveUp && !lost) return 'RUNNING';
  return reclaim ? 'GONE' : 'IDLE';
}

/** Whether it is on air, or on its way there, though it was lost: whoever stopped it has started it again. */
export const isBack = ({ desired, gaveUp, lost, channel, output }: Situation): boolean =>
  desired === 'RUNNING' &&
  lost &&
  !gaveUp &&
  (channel === 'STARTING' || channel === 'RUNNING' || channel === 'RECOVERING' || output === 'ENABLED');

/** Whether it is left on air against the wish: it was stopped often enough, and someone keeps starting it. */
export const isConceded = ({
  desired,
  gaveUp,
  channel,
}: Pick<Situation, 'desired' | 'gaveUp' | 'channel'>): boolean =>
  desired === 'STOPPED' && gaveUp && channel !== 'STOPPING';

/**
 * What keeps a start from going on, if anything. A source that is known to be disconnected holds it; one that nothing
 * is known of does not. A flow is never started unasked.
 */
export function holdOf({
  flow,
  sourceConnected,
  startWithoutSource,
}: Pick<Situation, 'flow' | 'sourceConnected' | 'startWithoutSource'>): Step | null {
  if (flow === 'MISSING') return 'hold:flow';
  if (startWithoutSource) return null;
  if (flow !== 'ACTIVE' && flow !== 'UPDATING') return 'hold:flow';
  return sourceConnected === false ? 'hold:source' : null;
}
