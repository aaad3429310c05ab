import { hash } from 'node:crypto';
import type { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import type { DeniedRequest } from '../domain/denial.ts';
import { type ExplainedFailure, type ExplainFailure, isAbsent } from './audit/explain-failure.ts';
import type { Authenticate, Session } from './authenticate.ts';
import { createRateLimit } from './rate-limit.ts';
import { rateLimited } from './rate-limited.ts';

export interface SignInResult {
  /** Null when the token is missing or does not count. */
  session: Session | null;
  /** Set when the token was not looked at: too many sign-ins failed from this address, or with this token. */
  refusal: GraphQLError | null;
}

/** What a caller shows, and where it comes from. */
export interface SignInAttempt {
  authorization: unknown;
  address: string;
  requestId: string;
}

/** Finds the session behind an `authorization` value. */
export type SignIn = (attempt: SignInAttempt) => SignInResult;

interface SignInDeps {
  authenticate: Authenticate;
  explain: ExplainFailure;
  clock: Clock;
  failedPerMinute: number;
  noteDenied(denied: DeniedRequest): void;
}

/** Pairs of address and token that are known to have signed in. */
const knownAtMost = 10_000;
const tooMany = 'Too many failed sign-ins. Wait and try again.';

/**
 * Limits failed sign-ins. Beyond the limit nothing that is shown is looked at, but for tokens that signed in from the
 * same address before: whoever guesses learns nothing, and keeps nobody out who was in.
 */
export function createSignIn({
  authenticate,
  explain,
  clock,
  failedPerMinute,
  noteDenied,
}: SignInDeps): SignIn {
  const rate = { perSecond: failedPerMinute / 60, burst: failedPerMinute };
  const byAddress = createRateLimit(clock, rate);
  const byToken = createRateLimit(clock, rate);
  /** Who shows nothing guesses nothing, so that keeps out nobody who shows a token. */
  const withoutToken = createRateLimit(clock, rate);
  const known = new LRUCache<string, true>({ max: knownAtMost });

  function note(attempt: SignInAttempt, code: string, { reason, token }: ExplainedFailure): void {
    const { authorization, address, requestId } = attempt;
    noteDenied({
      ...{ actor: token?.name ?? null, actorId: token?.id ?? null, operation: null, reason, code, address },
      // Should a caller show its token there, too.
      requestId: String(authorization).includes(requestId) ? null : requestId,
    });
  }

  function refuse(attempt: SignInAttempt, verdict: Parameters<typeof rateLimited>[1]): SignInResult {
    note(attempt, 'RATE_LIMITED', { reason: 'TOO_MANY_SIGN_INS', token: null });
    return { session: null, refusal: rateLimited(tooMany, verdict) };
  }

  function fail(attempt: SignInAttempt): SignInResult {
    note(attempt, 'UNAUTHENTICATED', explain(attempt.authorization));
    return { session: null, refusal: null };
  }

  return (attempt) => {
    const { authorization, address } = attempt;
    if (isAbsent(authorization)) {
      const verdict = withoutToken.take(address, 1);
      return verdict.granted ? fail(attempt) : refuse(attempt, verdict);
    }
    const shown = hash('sha256', String(authorization), 'base64');
    const pair = `${address} ${shown}`;
    if (!known.has(pair)) {
      for (const verdict of [byAddress.look(address), byToken.look(shown)]) {
        if (!verdict.granted) return refuse(attempt, verdict);
      }
    }
    const session = authenticate(authorization);
    if (session) {
      known.set(pair, true);
      return { session, refusal: null };
    }
    known.delete(pair);
    byAddress.take(address, 1);
    byToken.take(shown, 1);
    return fail(attempt);
  };
}
