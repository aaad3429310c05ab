/**
 * A place in the log: everything of lower entries, and of entry `position` everything up to and including `index`.
 * Within an entry the changes are numbered first, then the events. `END` means the whole entry.
 */
export interface Cursor {
  incarnation: string;
  position: number;
  index: number;
  /** The place of a record within a snapshot taken at `position`: resuming starts the snapshot again. */
  snapshot: boolean;
  /** Mark of the parts of AWS that were not observed as told up to here; left out or 0: all were. */
  unobserved?: number;
}

export const END = 999_999;

export function encodeCursor({ incarnation, position, index, snapshot, unobserved = 0 }: Cursor): string {
  const marks = `${snapshot ? '.s' : ''}${unobserved ? `.u${unobserved}` : ''}`;
  return Buffer.from(`${incarnation}.${position}.${index}${marks}`).toString('base64url');
}

/** Null when the text is not a cursor of ours. */
export function decodeCursor(text: string): Cursor | null {
  const match = /^([0-9A-Za-z-]{1,64})\.(\d{1,15})\.(\d{1,7})(\.s)?(?:\.u(\d{1,15}))?$/.exec(
    Buffer.from(text, 'base64url').toString('latin1'),
  );
  if (!match?.[1] || !match[2] || !match[3]) return null;
  return {
    incarnation: match[1],
    position: Number(match[2]),
    index: Number(match[3]),
    snapshot: match[4] !== undefined,
    ...(match[5] && { unobserved: Number(match[5]) }),
  };
}
