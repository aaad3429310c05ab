import type { ExecutionResult, GraphQLError } from 'graphql';
import { isTooLong, tooLong } from '../longest-answer.ts';

/** One answer for all of a group, rendered once. */
export interface SharedMessage {
  result: ExecutionResult;
  /** The result as JSON. */
  text: string;
  /** The UTF-8 bytes of the text and of the brace that ends a message, a character each, as `latin1` writes them. */
  bytes: string;
}

/**
 * Of an answer longer than a stream carries, what is told in its place.
 * @throws TypeError when the result has what JSON cannot say
 */
export function shareMessage(result: ExecutionResult): SharedMessage {
  const { data, errors } = result;
  const text = JSON.stringify({ data, ...(errors && { errors: errors.map(toJson) }) });
  return isTooLong(text) ? shareMessage(tooLong) : { result, text, bytes: toBytes(`${text}}`) };
}

/** What `write(…, 'latin1')` writes as the UTF-8 of `text`; one flat string, so that joining it to others is cheap. */
export const toBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** Without what only HTTP reads of an error. */
function toJson(error: GraphQLError) {
  const { extensions, ...shown } = error.toJSON();
  const { http: _http, ...told } = extensions ?? {};
  return { ...shown, ...(Object.keys(told).length > 0 && { extensions: told }) };
}
