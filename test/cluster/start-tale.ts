export type Stream = 'destinationChanged' | 'events';

export const queries: Record<Stream, string> = {
  destinationChanged:
    'subscription ($after: Cursor) { destinationChanged(after: $after) { kind cursor destination { name } } }',
  events: 'subscription ($after: Cursor) { events(after: $after) { cursor message } }',
};

export interface Told {
  data?: Partial<Record<Stream, { kind?: string; cursor: string }>> | null | undefined;
  errors?: unknown;
}

/** What a client was told, and what it keeps of that, whatever way it is told. */
export interface Tale {
  stream: Stream;
  /** The cursors of everything it was told, in the order told; apart from bookmarks. */
  cursors: string[];
  /** What should never come: errors, RESYNC, an end. */
  troubles: unknown[];
  /** Where to go on. */
  newest(): string;
  next(message: Told): void;
  /** Resolves once it was told what is at this cursor. */
  reached(cursor: string): Promise<void>;
}

/** As docs/realtime.md describes: keeps the newest cursor, and goes on after it. */
export function startTale(stream: Stream, start: string): Tale {
  const cursors: string[] = [];
  const troubles: unknown[] = [];
  let newest = start;
  let wake = () => {};
  return {
    stream,
    cursors,
    troubles,
    newest: () => newest,
    next({ data, errors }) {
      const told = data?.[stream];
      if (errors || !told || told.kind === 'RESYNC' || told.kind === 'SNAPSHOT')
        troubles.push(errors ?? told);
      if (!told) return;
      newest = told.cursor;
      if (told.kind !== 'BOOKMARK') cursors.push(told.cursor);
      wake();
    },
    reached: (cursor) =>
      new Promise((resolve) => {
        wake = () => {
          if (cursors.includes(cursor)) resolve();
        };
        wake();
      }),
  };
}
