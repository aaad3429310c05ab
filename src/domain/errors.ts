import type { MissingRight } from './denial.ts';

export type UserErrorCode =
  | 'NOT_FOUND'
  | 'FLOW_NOT_FOUND'
  | 'INVALID_NAME'
  | 'NAME_TAKEN'
  | 'INVALID_URL'
  | 'URL_REQUIRED'
  | 'KEY_IN_URL'
  | 'INVALID_STREAM_KEY'
  | 'STREAM_KEY_REQUIRED'
  | 'INVALID_PRESET'
  | 'PRESET_IN_USE'
  | 'BUILT_IN'
  | 'INVALID_TAG'
  | 'INVALID_RETRY_POLICY'
  | 'PROTOCOL_NOT_SUPPORTED'
  | 'DELIVERY_MODE_NOT_SUPPORTED'
  | 'CHANNEL_IN_USE'
  | 'VERSION_CONFLICT'
  | 'INVALID_TRANSITION'
  | 'IDEMPOTENCY_CONFLICT'
  | 'QUOTA_EXCEEDED'
  | 'WOULD_INTERRUPT'
  | 'CHANNELS_RUNNING'
  | 'TOO_MANY';

/** A refusal that a person can act on: data in the answer, never a GraphQL error. */
export interface UserError {
  code: UserErrorCode;
  message: string;
  /** Where in the input, e.g. `['input', 'url']`. */
  path: string[] | null;
}

export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'RATE_LIMITED'
  | 'BAD_USER_INPUT'
  | 'OUTDATED_CURSOR'
  | 'UNAVAILABLE'
  | 'REFUSED';

export interface Lacking {
  right: MissingRight;
  /** The code that the caller is answered with. */
  code: string;
}

/** An outcome a caller can act on. Anything else that is thrown is a bug or an outage, and is masked. */
export class DomainError extends Error {
  override readonly name: string = 'DomainError';
  /** Which right the caller lacks, where that is why; it is recorded for admins and not told to the caller. */
  lacks: Lacking | null = null;
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** A bound on how much may be asked for at a time was reached. */
export class RateLimitedError extends DomainError {
  override readonly name = 'RateLimitedError';
  constructor(
    message: string,
    readonly retryAfterMs: number,
  ) {
    super('RATE_LIMITED', message);
  }
}

/** Thrown by a decision to change nothing; resolvers answer with its `userErrors`. */
export class Refusal extends DomainError {
  override readonly name = 'Refusal';
  readonly userErrors: readonly UserError[];
  constructor(...userErrors: UserError[]) {
    super('REFUSED', userErrors.map((error) => error.message).join(' '));
    this.userErrors = userErrors;
  }
}

/** The position asked for is no longer kept, was never reached, or belongs to another incarnation of the log. */
export class OutdatedCursorError extends DomainError {
  override readonly name = 'OutdatedCursorError';
  constructor(message = 'What came after this cursor is no longer kept. Read again from the start.') {
    super('OUTDATED_CURSOR', message);
  }
}
