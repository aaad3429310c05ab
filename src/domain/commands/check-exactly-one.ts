import { DomainError } from '../errors.ts';

/**
 * Checks that one of several fields is given. Null and false count as left out: false is what a default says.
 * @throws DomainError BAD_USER_INPUT that names the fields, and those that were given.
 */
export function checkExactlyOne(place: string, fields: Record<string, unknown>): void {
  const given = Object.keys(fields).filter((name) => (fields[name] ?? false) !== false);
  if (given.length === 1) return;
  const names = Object.keys(fields).join(', ');
  const what = given.length === 0 ? 'none' : given.join(', ');
  throw new DomainError('BAD_USER_INPUT', `${place}: give exactly one of ${names}. Given: ${what}.`);
}
