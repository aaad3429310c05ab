import { DomainError } from '../domain/errors.ts';

/** The table could not be reached. What was asked for may still have happened: read before asking again. */
export class UnavailableError extends DomainError {
  override readonly name = 'UnavailableError';
  constructor(message = 'The table cannot be reached. Try again.', cause?: unknown) {
    super('UNAVAILABLE', message);
    this.cause = cause;
  }
}
