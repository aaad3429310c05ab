import { isStarved } from './health.ts';
import { type Backing, sourceConnected } from './situation.ts';
import type { State } from './state.ts';

/**
 * What someone at AWS did to the output by which the flow feeds a channel, in words for people; null when nothing was
 * done to it. MediaLive makes that output and nobody else touches it, so all that can be done is to say so.
 */
export function cutFeed(state: State, { flow, input, channel }: Backing): string | null {
  if (!flow || !input || !isStarved(channel) || sourceConnected(flow) !== true) return null;
  for (const output of state.where('output', 'flow', flow.id)) {
    if (output.mediaLiveInputArn !== input.arn) continue;
    if (output.enabled) return null;
    return `The flow output that feeds its channel, ${output.name}, was disabled at AWS, not by Lunora. Enable it there.`;
  }
  // MediaLive makes it with the input, long before the channel runs; a flow not looked at since tells nothing.
  const lookedAt = state.get('eye', flow.id)?.observedAt;
  if (!lookedAt || !channel || lookedAt <= channel.stateSince) return null;
  return 'The flow output that feeds its channel was removed at AWS, not by Lunora. Stop it; once it was idle long enough to be cleaned up, a start makes everything anew.';
}
