import { hash } from 'node:crypto';
import type { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import type { Authenticate, Session } from './authenticate.ts';
import { createRateLimit } from './rate-limit.ts';
import { rateLimited } from './rate-limited.ts';

export interface SignInResult {
  /** Null when the token is missing or does not count. */
  session: Session | null;
  /** Set when the token was not looked at: too many sign-ins failed from this address, or with this token. */
  refusal: GraphQLError | null;
}

/** Finds the session behind an `authorization` value. */
export type SignIn = (authorization: unknown, address: string) => SignInResult;

interface SignInDeps {
  authenticate: Authenticate;
  clock: Clock;
  failedPerMinute: number;
}

/** Pairs of address and token that are known to have signed in. */
const knownAtMost = 10_000;
const tooMany = 'Too many failed sign-ins. Wait and try again.';

/**
 * Limits failed sign-ins. Beyond the limit nothing that is shown is looked at, but for tokens that signed in from the
 * same address before: whoever guesses learns nothing, and keeps nobody out who was in.
 */
export function createSignIn({ authenticate, clock, failedPerMinute }: SignInDeps): SignIn {
  const rate = { perSecond: failedPerMinute / 60, burst: failedPerMinute };
  const byAddress = createRateLimit(clock, rate);
  const byToken = createRateLimit(clock, rate);
  const known = new LRUCache<string, true>({ max: knownAtMost });

  return (authorization, address) => {
    if (authorization === undefined || authorization === null) return { session: null, refusal: null };
    const shown = hash('sha256', String(authorization), 'base64');
    const pair = `${address} ${shown}`;
    if (!known.has(pair)) {
      for (const verdict of [byAddress.look(address), byToken.look(shown)]) {
        if (!verdict.granted) return { session: null, refusal: rateLimited(tooMany, verdict) };
      }
    }
    const session = authenticate(authorization);
    if (session) known.set(pair, true);
    else {
      known.delete(pair);
      byAddress.take(address, 1);
      byToken.take(shown, 1);
    }
    return { session, refusal: null };
  };
}
