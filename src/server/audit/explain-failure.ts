import { instant } from '../../clock.ts';
import type { SignInFailure } from '../../domain/denial.ts';
import type { Token } from '../../domain/records.ts';
import { tokenRevokedAt } from '../../domain/token-end.ts';
import type { ContextDeps } from '../../resolvers/context.ts';
import { bearerToken } from '../bearer-token.ts';

export interface ExplainedFailure {
  reason: SignInFailure;
  /** The token that ended; null where none is known. */
  token: Pick<Token, 'id' | 'name'> | null;
}

/** Says why a sign-in failed, of an `authorization` value that did not count. */
export type ExplainFailure = (authorization: unknown) => ExplainedFailure;

/** Looks among the tokens that have ended and are remembered. */
export function createExplainer({
  store,
  clock,
  hash,
}: Pick<ContextDeps, 'store' | 'clock' | 'hash'>): ExplainFailure {
  return (authorization) => {
    if (isAbsent(authorization)) return { reason: 'NO_TOKEN', token: null };
    const shown = bearerToken(authorization);
    const hashed = shown === null ? null : hash(shown);
    for (const token of store.state.all('token')) {
      if (token.hash !== hashed) continue;
      const revokedAt = tokenRevokedAt(store.state, token);
      const isRevoked = revokedAt !== null && revokedAt <= instant(clock.now());
      return { reason: isRevoked ? 'REVOKED_TOKEN' : 'EXPIRED_TOKEN', token };
    }
    return { reason: 'UNKNOWN_TOKEN', token: null };
  };
}

/** True if an `authorization` value shows nothing. */
export const isAbsent = (authorization: unknown): boolean =>
  authorization === undefined || authorization === null || authorization === '';
