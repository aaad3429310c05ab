import type { SuggestedAction } from '../records.ts';
import type { ReasonFacts } from './reason-facts.ts';

type Recovery = Pick<ReasonFacts, 'cureAt' | 'restarts'>;

/** Returns what happens to a channel whose pipeline AWS has not recovered, and what to do about it. */
export function pipelineOutlook({ cureAt, restarts }: Recovery): { text: string; action: SuggestedAction } {
  if (cureAt) {
    return {
      text: `Unless AWS brings it back before, it is stopped and started at ${cureAt}.`,
      action: 'WAIT',
    };
  }
  if (restarts > 0) {
    return {
      text: `${restarts} restarts did not cure it. Stop and start it, or ask AWS.`,
      action: 'CONTACT_AWS',
    };
  }
  return { text: 'AWS brings it back by itself.', action: 'WAIT' };
}
