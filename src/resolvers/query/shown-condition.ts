import { instant } from '../../clock.ts';
import { mediaLiveEye } from '../../domain/observe-eye.ts';
import type { Condition, Destination } from '../../domain/records.ts';
import { unobservedCondition } from '../../domain/unobserved-condition.ts';
import { unobservedSince } from '../../domain/unobserved-parts.ts';
import type { Context } from '../context.ts';

/** Returns the condition as recorded, or what may be shown of it while its part of AWS is not observed. */
export function shownCondition({ freshness }: Context, destination: Destination): Condition {
  if (!freshness || freshness.parts.mark === 0) return destination.condition;
  const sinceOf = (eyeId: string) => unobservedSince(freshness.parts.current, eyeId);
  const sourceMs = sinceOf(destination.flowId);
  const senderMs = destination.deliveryMode === 'FLOW_OUTPUT' ? sourceMs : sinceOf(mediaLiveEye);
  const sinceMs = Math.min(sourceMs || senderMs, senderMs || sourceMs);
  if (sinceMs === 0) return destination.condition;
  return unobservedCondition(destination.condition, {
    ...{ since: instant(sinceMs), source: sourceMs !== 0, sender: senderMs !== 0 },
  });
}
