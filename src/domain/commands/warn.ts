import type { Warning, WarningCode } from '../warning.ts';

/** Returns a note for the caller; the change is made. `path` follows `input`. The message never repeats a url or a key. */
export const warn = (code: WarningCode, message: string, ...path: string[]): Warning => ({
  code,
  message,
  path: ['input', ...path],
});
