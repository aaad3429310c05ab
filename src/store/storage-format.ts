/**
 * The formats of table and log that this version reads and writes: its predecessor's and its own. A table without one
 * has format 1. What each holds: docs/decisions/009-storage-format.md.
 */
export const storageFormats = { oldest: 1, newest: 2 } as const;

/** Every version that reads this format sends heartbeats; those that only read an older one may not. */
export const firstWithHeartbeats = 2;

/** Returns why a table of this format cannot be used, or null. */
export function refuseFormat(format: number): string | null {
  const { oldest, newest } = storageFormats;
  if (format >= oldest && format <= newest) return null;
  const readable = `This version of Lunora reads formats ${oldest} and ${newest}.`;
  return format > newest
    ? `The table has storage format ${format}. ${readable} Start a version that reads format ${format}.`
    : `The table has storage format ${format}. ${readable} Start the version before this one and raise the format first: npm run raise-format.`;
}
