import type { Token } from '../records.ts';
import type { State } from '../state.ts';
import { tokenEnd } from '../token-end.ts';

export interface TokensKept {
  /** Neither revoked nor expired. */
  live: Token[];
  /** Ended so long ago, by the count of those that ended since, that they may be forgotten. */
  forgettable: Token[];
}

/** At most so many are forgotten by one decision. */
const forgottenAtOnce = 20;

/** The tokens that count, and those that need not be remembered where `endedAtMost` ended ones may be. */
export function tokensKept(state: State, now: string, endedAtMost: number): TokensKept {
  const live: Token[] = [];
  const ended: { token: Token; at: string }[] = [];
  for (const token of state.all('token')) {
    const at = tokenEnd(state, token);
    if (at !== null && at <= now) ended.push({ token, at });
    else live.push(token);
  }
  ended.sort((a, b) => (a.at < b.at ? -1 : 1));
  const beyond = Math.min(forgottenAtOnce, Math.max(0, ended.length - endedAtMost));
  return { live, forgettable: ended.slice(0, beyond).map(({ token }) => token) };
}
