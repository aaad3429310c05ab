/** A process that waits to append, and the position it had folded when it began to wait. */
export interface WaitingWriter {
  writerId: string;
  since: number;
  /** Counts its lost races since then. Once passed over, it is waited for again when this has risen. */
  tries: number;
}

/**
 * Returns the writers whose turn comes before `mine`, longest waiting first. One that appended since has had its turn.
 * `appended`: a writer's newest known position. Registrations from before `start` by unknown writers do not count.
 */
export function writersAhead(
  waiting: readonly WaitingWriter[],
  mine: WaitingWriter,
  appended: (writerId: string) => number | null,
  start: number,
): WaitingWriter[] {
  return waiting
    .filter(({ writerId, since }) => {
      const newest = appended(writerId);
      return writerId !== mine.writerId && (newest === null ? since >= start : since >= newest);
    })
    .filter((writer) => isBefore(writer, mine))
    .sort((a, b) => (isBefore(a, b) ? -1 : 1));
}

const isBefore = (a: WaitingWriter, b: WaitingWriter): boolean =>
  a.since === b.since ? a.writerId < b.writerId : a.since < b.since;
