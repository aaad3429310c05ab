import { Refusal, type UserErrorCode } from '../errors.ts';

/** One thing a person can act on. `path` is where in the input, after `input`. The message never repeats a url or a key. */
export const refuse = (code: UserErrorCode, message: string, ...path: string[]): Refusal =>
  new Refusal({ code, message, path: ['input', ...path] });

/**
 * Runs every check, so that a caller learns of everything at once.
 * @throws Refusal with what all of them refused, in order.
 */
export function checkAll<T extends readonly (() => unknown)[]>(
  ...checks: T
): { [K in keyof T]: ReturnType<T[K]> } {
  const refusals: Refusal[] = [];
  const results = checks.map((check) => {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusals.push(error);
      return undefined;
    }
  });
  if (refusals.length > 0) throw new Refusal(...refusals.flatMap(({ userErrors }) => userErrors));
  return results as { [K in keyof T]: ReturnType<T[K]> };
}
