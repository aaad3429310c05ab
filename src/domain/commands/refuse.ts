import type { MissingRight } from '../denial.ts';
import { type DomainError, Refusal, type UserErrorCode } from '../errors.ts';

/** One thing a person can act on. `path` is where in the input, after `input`. The message never repeats a url or a key. */
export const refuse = (code: UserErrorCode, message: string, ...path: string[]): Refusal =>
  new Refusal({ code, message, path: ['input', ...path] });

/** As `refuse`, for a record that exists and that the caller's token does not reach. */
export const refuseReach = (code: UserErrorCode, message: string, ...path: string[]): Refusal =>
  lacking('FLOWS', refuse(code, message, ...path));

/** The same error, with the right that the caller lacks. */
export function lacking<E extends DomainError>(right: MissingRight, error: E): E {
  const code = error instanceof Refusal ? (error.userErrors[0]?.code ?? error.code) : error.code;
  return Object.assign(error, { lacks: { right, code } });
}

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
  if (refusals.length > 0) {
    const { lacks = null } = refusals.find((refusal) => refusal.lacks) ?? {};
    throw Object.assign(new Refusal(...refusals.flatMap(({ userErrors }) => userErrors)), { lacks });
  }
  return results as { [K in keyof T]: ReturnType<T[K]> };
}
