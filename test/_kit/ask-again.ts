import { setTimeout as wait } from 'node:timers/promises';

/**
 * Asks another process, which tells nothing by itself, until it answers something: after pauses that double from 10 ms to
 * a second. @throws what the last of `tries` threw, or an error when that answered nothing
 */
export async function askAgain<T>(ask: () => Promise<T | null>, tries = 100): Promise<T> {
  let failure: unknown;
  for (let asked = 0; asked < tries; asked += 1) {
    if (asked > 0) await wait(Math.min(1_000, 10 * 2 ** (asked - 1)));
    try {
      const answer = await ask();
      if (answer !== null) return answer;
      failure = new Error(`Nothing was answered in ${asked + 1} tries.`);
    } catch (error) {
      if (error instanceof RefusedError) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** Asking again would not help. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}
