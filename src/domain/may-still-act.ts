import { mediaLiveEye } from './observe-eye.ts';
import type { ActName, Destination } from './records.ts';
import type { State } from './state.ts';

/** So long an act may take effect whose answer never came: its last attempt, and what AWS takes to show it. */
export const mayStillActMs = 60_000;

const takesOffAir: ReadonlySet<ActName> = new Set<ActName>(['stopChannel', 'disableOutput', 'removeOutput']);

/** True if an act of this kind is announced. */
export const mayTakeOffAir = (act: Destination['work']['act']): boolean =>
  act !== null && takesOffAir.has(act.step);

/**
 * Whether what is announced may yet be seen to take it off air, although it looks as if nothing had happened. Until AWS
 * was seen after that time it is not forgotten: a wish that changed meanwhile would else take our own act for someone
 * else's, however long AWS cannot be seen.
 */
export function mayStillAct(
  state: State,
  { work: { act }, deliveryMode, flowId }: Pick<Destination, 'work' | 'deliveryMode' | 'flowId'>,
): boolean {
  if (!act || !mayTakeOffAir(act)) return false;
  const seenAt = state.get('eye', deliveryMode === 'FLOW_OUTPUT' ? flowId : mediaLiveEye)?.observedAt;
  return !seenAt || Date.parse(seenAt) < Date.parse(act.at) + mayStillActMs;
}
