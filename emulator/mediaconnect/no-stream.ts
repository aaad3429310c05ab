/** Codec of a source format that has no such stream. */
export const noStream = 'none';
