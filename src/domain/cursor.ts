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
}

export const END = 999_999;

export function encodeCursor({ incarnation, position, index, snapshot }: Cursor): string {
  return Buffer.from(`${incarnation}.${position}.${index}${snapshot ? '.s' : ''}`).toString('base64url');
}

/** Null when the text is not a cursor of ours. */
export function decodeCursor(text: string): Cursor | null {
  const match = /^([0-9A-Za-z-]{1,64})\.(\d{1,15})\.(\d{1,6})(\.s)?$/.exec(
    Buffer.from(text, 'base64url').toString('latin1'),
  );
  if (!match?.[1] || !match[2] || !match[3]) return null;
  return {
    incarnation: match[1],
    position: Number(match[2]),
    index: Number(match[3]),
    snapshot: match[4] !== undefined,
  };
}
