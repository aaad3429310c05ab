/** One look at a part of AWS. What it shows is true for some moment between the two (ISO 8601). */
export interface Look {
  startedAt: string;
  endedAt: string;
}

/** How long a List may still show what was before one of our own acts. */
export const listLagMs = 10_000;

/**
 * Whether a look shows less than we know from an act of our own: it began before the act was answered, or it began soon
 * after and shows exactly what was before the act.
 */
export function isOutdated(
  acted: { at: string } | null | undefined,
  showsWhatWasBefore: boolean,
  { startedAt }: Look,
): boolean {
  if (!acted) return false;
  if (acted.at >= startedAt) return true;
  return showsWhatWasBefore && Date.parse(startedAt) - Date.parse(acted.at) < listLagMs;
}
