import { createRedactor } from './create-redactor.ts';

/** Tells whether a text holds a secret, in any spelling. */
export type Hides = (text: string) => boolean;

/** Asks the redactor of what is kept, and looks for the secrets that were just given too. */
export function hidesAlso(redact: (text: string) => string, given: readonly string[]): Hides {
  const others = createRedactor();
  others.hold('given', given);
  return (text) =>
    // Names are kept composed, and wide letters look like others.
    [text, text.normalize('NFKC')].some((form) => redact(form) !== form || others.redact(form) !== form);
}
