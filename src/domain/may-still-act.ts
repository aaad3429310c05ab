import type { ActName, Work } from './records.ts';

/** So long an act may take effect whose answer never came: its last attempt, and the look that shows it. */
export const mayStillActMs = 60_000;

const takesOffAir: ReadonlySet<ActName> = new Set<ActName>(['stopChannel', 'disableOutput', 'removeOutput']);

/**
 * Whether what is announced may yet take it off air, although it looks as if nothing had happened. Until that is over it
 * is not forgotten: a wish that changed meanwhile would else take our own act for someone else's.
 */
export const mayStillAct = ({ act }: Pick<Work, 'act'>, now: string): boolean =>
  act !== null && takesOffAir.has(act.step) && Date.parse(now) - Date.parse(act.at) < mayStillActMs;
