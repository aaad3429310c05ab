import type { AwsFailureKind } from '../domain/aws.ts';

/** A call to AWS that did not do its work, classified once. The message is redacted and for people only. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  constructor(
    readonly kind: AwsFailureKind,
    /** e.g. `CreateChannel`. */
    readonly operation: string,
    message: string,
    /** Whether an earlier try of the same call got no answer, so that it may have done its work all the same. */
    readonly doubtful = false,
  ) {
    super(message);
  }
}
