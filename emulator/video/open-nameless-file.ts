import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Opens a file that holds the text and has no name any more, so that it is gone with its last reader. */
export function openNamelessFile(text: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'lunora-'));
  try {
    const file = openSync(join(folder, 'options'), 'wx+', 0o600);
    try {
      // At a position: where the descriptor is shared and not opened anew, the reader begins at 0.
      writeSync(file, text, 0);
    } catch (error) {
      closeSync(file);
      throw error;
    }
    return file;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
