/** Every kind of warning. */
export type WarningCode = 'PLATFORM_MISMATCH';

/** A note on a change that was made all the same. */
export interface Warning {
  code: WarningCode;
  message: string;
  /** Where in the input, e.g. `['input', 'platform']`. */
  path: string[] | null;
}
