import type { Acted } from './records.ts';
import type { State } from './state.ts';

/** One look at a part of AWS. What it shows is true for some moment between the two (ISO 8601). */
export interface Look {
  startedAt: string;
  endedAt: string;
  /** The log's position when it began: says which came first, look or act, whatever any clock says. */
  position: number;
  /** A Describe: it shows what is. A List may lag behind. */
  exact?: boolean;
  /** This process saw an act of ours on what it shows less than `listLagMs` before it began. */
  soon?: boolean;
}

/** How long a List may still show what was before AWS last said for certain what is. */
export const listLagMs = 10_000;

/** What to remember of an act that AWS answered `now`; `before` is what was known of the thing then, if anything. */
export const rememberAct = (
  state: Pick<State, 'position'>,
  before: object | undefined,
  now: string,
): Acted => ({
  at: now,
  position: state.position + 1,
  ...(!before && { made: true }),
});

/** What to remember when a look shows that a thing has changed: a Describe is ahead of the Lists, too. */
export const rememberSeen = (
  state: Pick<State, 'position'>,
  acted: Acted | null,
  { exact, endedAt }: Look,
): Acted | null => (exact ? { at: endedAt, position: state.position + 1 } : acted);

/**
 * Whether a look shows less than we know: an act of ours was recorded after it began, or it is a List that began soon
 * after one and `mayLag`.
 */
export function isOutdated(
  acted: Acted | null | undefined,
  { position, exact, soon = false }: Look,
  mayLag = false,
): boolean {
  if (!acted) return false;
  if ((acted.position ?? 0) > position) return true;
  return !exact && mayLag && soon;
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
