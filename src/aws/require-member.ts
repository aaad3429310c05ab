import { AwsError } from './aws-error.ts';

/**
 * Returns a member that an answer must hold. An answer without it says nothing: not that the thing is gone, nor that the
 * call did nothing.
 * @throws AwsError SERVER
 */
export function requireMember<T>(member: T | undefined, operation: string, name: string): T {
  if (member !== undefined) return member;
  throw new AwsError('SERVER', operation, `${operation} answered without ${name}.`, true);
}
