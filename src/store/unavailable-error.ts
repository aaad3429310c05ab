import { DomainError } from '../domain/errors.ts';

export const unreachable = 'The table cannot be reached. Try again.';

/** The table could not be reached. What was asked for may still have happened: read before asking again. */
export class UnavailableError extends DomainError {
  override readonly name = 'UnavailableError';
  constructor(message = unreachable, cause?: unknown) {
    super('UNAVAILABLE', message);
    this.cause = cause;
  }
}
