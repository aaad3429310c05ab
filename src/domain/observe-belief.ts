import type { Acted } from './records.ts';

/** One look at a part of AWS. What it shows is true for some moment between the two (ISO 8601). */
export interface Look {
  startedAt: string;
  endedAt: string;
  /** A Describe: it shows what is. A List may lag behind. */
  exact?: boolean;
}

/** How long a List may still show what was before one of our own acts. */
export const listLagMs = 10_000;

/** What to remember of an act, given what is remembered of the one before. */
export function rememberAct<T>(last: Acted<T> | null | undefined, before: T | null, now: string): Acted<T> {
  const known = last ? [{ before: last.before, at: last.at }, ...(last.earlier ?? [])] : [];
  return { before, at: now, ...lately(known, now) };
}

/** What to remember when a Describe shows that what there was has changed: it may be ahead of a List, too. */
export function rememberSeen<T>(
  acted: Acted<T> | null | undefined,
  before: T | null,
  { exact, endedAt }: Look,
): Acted<T> | null {
  if (!acted || !exact) return acted ?? null;
  const known = [{ before, at: endedAt }, ...(acted.earlier ?? [])];
  return { before: acted.before, at: acted.at, ...lately(known, endedAt) };
}

function lately<T>(
  known: readonly { before: T | null; at: string }[],
  now: string,
): Pick<Acted<T>, 'earlier'> {
  const earlier = known.filter(({ at }) => Date.parse(now) - Date.parse(at) < listLagMs);
  return earlier.length > 0 ? { earlier } : {};
}

/**
 * Whether a look shows less than we know from an act of our own: it began before the act was answered, or it began soon
 * after, is a List, and `shows` what was before that act or one shortly before it.
 */
export function isOutdated<T>(
  acted: Acted<T> | null | undefined,
  shows: (before: T | null) => boolean,
  { startedAt, exact }: Look,
): boolean {
  if (!acted) return false;
  if (acted.at >= startedAt) return true;
  if (exact) return false;
  return [acted, ...(acted.earlier ?? [])].some(
    ({ before, at }) => shows(before) && Date.parse(startedAt) - Date.parse(at) < listLagMs,
  );
}

/** Whether a List shows so little that only a Describe can tell: it may lag, or what we did may be over already. */
export function isDoubtful<T>(
  acted: Acted<T> | null | undefined,
  shows: (before: T | null) => boolean,
  look: Look,
): boolean {
  return isOutdated(acted, shows, look) && !isOutdated(acted, () => false, look);
}
