import type { Acted } from './records.ts';

/** One look at a part of AWS. What it shows is true for some moment between the two (ISO 8601). */
export interface Look {
  startedAt: string;
  endedAt: string;
  /** A Describe: it shows what is. A List may lag behind. */
  exact?: boolean;
  /** It began soon after an act of ours on what it shows, whatever the clocks of those who acted and looked say. */
  soon?: boolean;
}

/** How long a List may still show what was before AWS last said for certain what is. */
export const listLagMs = 10_000;

/** What to remember of an act that AWS answered `now`; `before` is what was known of the thing then, if anything. */
export const rememberAct = (before: object | undefined, now: string): Acted =>
  before ? { at: now } : { at: now, made: true };

/** What to remember when a look shows that a thing has changed: a Describe is ahead of the Lists, too. */
export const rememberSeen = (acted: Acted | null, { exact, endedAt }: Look): Acted | null =>
  exact ? { at: endedAt } : acted;

/**
 * Whether a look shows less than we know: it began before an act of ours was answered, or it is a List that began soon
 * after and `mayLag`.
 */
export function isOutdated(
  acted: Acted | null | undefined,
  { startedAt, exact, soon = false }: Look,
  mayLag = false,
): boolean {
  if (!acted) return false;
  if (acted.at >= startedAt) return true;
  if (exact) return false;
  return mayLag && (soon || Date.parse(startedAt) - Date.parse(acted.at) < listLagMs);
}

/** Whether a List shows so little that only a Describe can tell: it may lag, or what we did may be over already. */
export const isDoubtful = (acted: Acted | null | undefined, look: Look, mayLag: boolean): boolean =>
  isOutdated(acted, look, mayLag) && !isOutdated(acted, look);

/**
 * Whether what a List shows of a channel or an input, null for nothing, may be from before the state it is known in.
 * Before what an act of ours has just made there was nothing.
 */
export function mayBeBehind(
  known: { state: string; acted: Acted | null } | undefined,
  shown: string | null,
): boolean {
  if (!known || known.state === shown) return false;
  const made = known.acted?.made === true;
  return shown === null ? made : !(made && known.state === 'CREATING');
}
