import { END, encodeCursor } from '../../domain/cursor.ts';
import type { Context } from '../context.ts';

/** The end of a log position: what it changed is in the page, what comes after is not. */
export const asOfCursor = (
  { store, freshness }: Pick<Context, 'store' | 'freshness'>,
  position: number,
): string =>
  encodeCursor({
    ...{ incarnation: store.incarnation, position, index: END, snapshot: false },
    unobserved: freshness?.parts.mark ?? 0,
  });
