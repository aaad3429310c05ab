import type { HealthState, Output } from './records.ts';

/** What an event told of an output. `connected` is null when two of the same second contradict each other. */
export type Heard = NonNullable<Output['heard']>;

/** How long an event about a delivery counts: the one after it may have been lost. */
export const heardExpiresMs = 5 * 60_000;

/** Events are dated by whole seconds, and may be about what an act of ours did before its answer came. */
const dateMs = 1_000;
const answerMs = 15_000;

/** What was heard of the present run of an output and has not expired; else null. */
export function stillHeard<H extends { at: string; notedAt?: string }>(
  heard: H | null | undefined,
  acted: Output['acted'],
  now: string,
): H | null {
  if (!heard) return null;
  const at = heardAtMs(heard);
  if (Date.parse(now) - at > heardExpiresMs) return null;
  return acted && at + dateMs + answerMs <= Date.parse(acted.at) ? null : heard;
}

/** Whether it was surely heard before that instant. */
export const heardBefore = (heard: Heard, instant: string): boolean =>
  heardAtMs(heard) + dateMs <= Date.parse(instant);

/** The earlier of AWS's date and when it was noted here: where the clocks differ, evidence ends sooner, never later. */
const heardAtMs = ({ at, notedAt = at }: { at: string; notedAt?: string }): number =>
  Math.min(Date.parse(at), Date.parse(notedAt));

/** The API never says whether an output is received, so one that is on is unknown but for what was heard. */
export function healthOfOutput(on: boolean, heard: Heard | null): HealthState {
  if (!on) return 'OFF';
  if (heard === null || heard.connected === null) return 'UNKNOWN';
  return heard.connected ? 'OK' : 'FAILED';
}
