/** Of every mutation's input. */
export const idempotencyKey = {
  description:
    'The same key within 24 hours answers with the first success instead of doing it again; with another input it is refused.',
};
