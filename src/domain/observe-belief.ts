/** One look at a part of AWS. What it shows is true for some moment between the two (ISO 8601). */
export interface Look {
  startedAt: string;
  endedAt: string;
  /** A Describe: it shows what is. A List may lag behind. */
  exact?: boolean;
}

/** How long a List may still show what was before one of our own acts. */
export const listLagMs = 10_000;

/**
 * Whether a look shows less than we know from an act of our own: it began before the act was answered, or it began soon
 * after, is a List, and shows exactly what was before the act.
 */
export function isOutdated(
  acted: { at: string } | null | undefined,
  showsWhatWasBefore: boolean,
  { startedAt, exact }: Look,
): boolean {
  if (!acted) return false;
  if (acted.at >= startedAt) return true;
  return exact !== true && showsWhatWasBefore && Date.parse(startedAt) - Date.parse(acted.at) < listLagMs;
}

/** Whether a List shows so little that only a Describe can tell: it may lag, or what we did may be over already. */
export function isDoubtful(
  acted: { at: string } | null | undefined,
  showsWhatWasBefore: boolean,
  look: Look,
): boolean {
  return isOutdated(acted, showsWhatWasBefore, look) && !isOutdated(acted, false, look);
}
