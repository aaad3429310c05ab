import type { ExecutionResult } from 'graphql';
import { apiError } from './mask-error.ts';

/** Longest answer that a socket or an event stream carries, in bytes: one may have to wait for its reader. */
const longestAnswerBytes = 640 * 1024;

/** What is told in place of an answer that is longer. */
export const tooLong: ExecutionResult = {
  errors: [
    apiError(
      'BAD_USER_INPUT',
      'A socket or an event stream carries answers of 640 KiB. Ask for less at once, or over plain HTTP.',
    ),
  ],
};

/** Whether a text is more than one answer may be; its UTF-8 is at most three bytes a character. */
export const isTooLong = (text: string): boolean =>
  text.length * 3 > longestAnswerBytes && Buffer.byteLength(text) > longestAnswerBytes;
