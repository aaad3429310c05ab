/**
 * Ends an execution whose answer grows too large. graphql-js would note a thrown error and go on with the next field;
 * it reads `path` of what it notes, and this throws itself again there, up to the caller of `execute`.
 */
export class ValuesExceeded extends Error {
  override readonly name = 'ValuesExceeded';

  get path(): never {
    throw this;
  }
}
