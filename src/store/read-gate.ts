import type { Clock } from '../clock.ts';
import { RateLimitedError } from '../domain/errors.ts';
import { TokenBuckets } from '../domain/token-buckets.ts';
import { TooManyWaitingError, Turns } from './turns.ts';

/** Carries out one read of the table when its turn comes, and charges what it read. */
export type ReadPass = <T>(read: () => Promise<T>, entriesOf: (value: T) => number) => Promise<T>;

export interface ReadLimits {
  /** Reads under way at once in this process. */
  atOnce: number;
  /** Of one token. */
  atOncePerToken: number;
  /** Reads of one token that may wait for their turn. */
  waitingPerToken: number;
  /** Longest wait for a turn. */
  waitMs: number;
  /** Entries that one token may read a second for long; four seconds' worth at once. */
  entriesPerSecond: number;
}

export interface ReadGate {
  /** The pass of a token, by a key that tells tokens apart. */
  passOf(key: string): ReadPass;
}

/**
 * Bounds reads of history by process and by token. A read costs as many entries as it found, at least one, so that a
 * token may go into debt by one read and is refused until it is repaid.
 * @throws RateLimitedError from a pass: the token has read too much, or its turn did not come in time.
 */
export function createReadGate(clock: Clock, limits: ReadLimits): ReadGate {
  const { atOnce, atOncePerToken, waitingPerToken, waitMs, entriesPerSecond } = limits;
  const turns = new Turns({ atOnce, atOncePerKey: atOncePerToken, waitingPerKey: waitingPerToken });
  const budgets = new TokenBuckets({ perSecond: entriesPerSecond });

  return {
    passOf: (key) => async (read, entriesOf) => {
      const late = new AbortController();
      const cancel = clock.after(waitMs, () => late.abort(new TooManyWaitingError()));
      try {
        return await turns.run(
          key,
          async () => {
            cancel();
            const { granted, retryAfterMs } = budgets.take(key, 1, clock.monotonicMs());
            if (!granted) throw tooMuch(retryAfterMs);
            const value = await read();
            budgets.charge(key, Math.max(0, entriesOf(value) - 1), clock.monotonicMs());
            return value;
          },
          late.signal,
        );
      } catch (error) {
        throw error instanceof TooManyWaitingError ? tooBusy(waitMs) : error;
      } finally {
        cancel();
      }
    },
  };
}

const tooMuch = (retryAfterMs: number) =>
  new RateLimitedError(
    'This token has read too much history. Wait and read on, or ask for less.',
    retryAfterMs,
  );

const tooBusy = (retryAfterMs: number) =>
  new RateLimitedError('Too many reads of history wait already. Wait and try again.', retryAfterMs);
