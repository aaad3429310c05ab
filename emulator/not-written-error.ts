/** A file or folder could not be written; the message names it and says what to do. */
export class NotWrittenError extends Error {
  override readonly name = 'NotWrittenError';

  constructor(what: string, cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    super(
      `${what} cannot be written (${message}). ${isFull ? 'Free space on its disk.' : 'Make it writable.'}`,
    );
  }
}
