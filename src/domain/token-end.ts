import type { Token } from './records.ts';
import type { State } from './state.ts';

const madeByToken = 'token ';

/** The token, then the one that created it, and so on; ends with null where one of them is no longer kept. */
function* lineOf(state: State, token: Token): Generator<Token | null> {
  const seen = new Set<string>();
  for (let one: Token | undefined = token; one && !seen.has(one.id); ) {
    yield one;
    seen.add(one.id);
    if (!one.creator?.startsWith(madeByToken)) return;
    one = state.get('token', one.creator.slice(madeByToken.length));
    if (!one) yield null;
  }
}

const earliest = (instants: Iterable<string | null>): string | null =>
  [...instants].reduce((first, at) => (at !== null && (first === null || at < first) ? at : first), null);

/**
 * Returns when a token stops counting (ISO 8601), null for never: the earliest revocation or expiry of itself and of the
 * tokens that it descends from. Only tokens that have ended are dropped, so a missing ancestor has ended.
 */
export const tokenEnd = (state: State, token: Token): string | null =>
  earliest(
    [...lineOf(state, token)].flatMap((one) => (one ? [one.revokedAt, one.expiresAt] : [token.createdAt])),
  );

/** Returns when a token, or one that it descends from, was revoked; null if none was. */
export const tokenRevokedAt = (state: State, token: Token): string | null =>
  earliest([...lineOf(state, token)].map((one) => one?.revokedAt ?? null));

/** True if a token may sign in at `now`. */
export function isTokenLive(state: State, token: Token, now: string): boolean {
  const end = tokenEnd(state, token);
  return end === null || end > now;
}

/** Returns the flows that a token reaches, null for all: none that a token it descends from does not reach. */
export function tokenReach(state: State, token: Token): string[] | null {
  let reach: string[] | null = null;
  for (const one of lineOf(state, token)) {
    const own: string[] | null = one ? one.flowIds : [];
    if (own === null) continue;
    reach = reach === null ? [...own] : reach.filter((id) => own.includes(id));
  }
  return reach;
}

const descends = (state: State, token: Token, id: string): boolean =>
  token.id !== id && [...lineOf(state, token)].some((one) => one?.id === id);

/** Returns the tokens that descend from `id` and may sign in at `now`. */
export const liveDescendants = (state: State, id: string, now: string): Token[] =>
  [...state.all('token')].filter((token) => descends(state, token, id) && isTokenLive(state, token, now));

/** Returns the tokens that the revocation of this one has ended. */
export const endedWith = (state: State, { id, revokedAt }: Token): Token[] =>
  [...state.all('token')].filter(
    (token) => revokedAt !== null && descends(state, token, id) && tokenEnd(state, token) === revokedAt,
  );
