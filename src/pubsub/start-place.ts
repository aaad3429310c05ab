import { type Cursor, decodeCursor, END } from '../domain/cursor.ts';
import { DomainError } from '../domain/errors.ts';
import type { LogReaderDeps } from './log-reader.ts';

/** @throws DomainError BAD_USER_INPUT when the text is not a cursor. */
export function parseCursor(text: string): Cursor {
  const cursor = decodeCursor(text);
  if (!cursor) throw new DomainError('BAD_USER_INPUT', 'after: this is not a cursor of this API.');
  return cursor;
}

/** The last position that need not be read again to go on after the cursor. */
export const readFrom = ({ position, index, snapshot }: Omit<Cursor, 'incarnation'>): number =>
  snapshot || index >= END ? position : position - 1;

/**
 * Whether everything after the cursor is still there. A position that was not reached here may have been reached by
 * another process, so the table is asked first.
 */
export async function canResume(store: LogReaderDeps['store'], cursor: Cursor): Promise<boolean> {
  if (cursor.incarnation !== store.incarnation) return false;
  if (cursor.position > store.state.position) await store.catchUp();
  if (cursor.position > store.state.position) return false;
  return cursor.snapshot || readFrom(cursor) >= store.floor;
}
