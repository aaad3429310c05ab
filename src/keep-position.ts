import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFolder } from './data-folder.ts';
import type { Logger } from './logger.ts';
import type { Store } from './store/store.ts';

/** A position is written this late, so that a copy of a running folder never has one beyond its table. */
const delayMs = 30_000;

/**
 * Keeps the log's position beside the embedded table: LevelDB drops what is cut off its files without a word.
 * Returns the way to stop, which writes the last one.
 * @throws Error where the table holds less than it did
 */
export async function keepPosition(
  store: Pick<Store, 'state' | 'onEntry'>,
  folder: Pick<DataFolder, 'path' | 'read'>,
  log: Pick<Logger, 'warn'>,
): Promise<() => Promise<void>> {
  const path = join(folder.path, 'position');
  const kept = Number((await folder.read('position')) ?? 0);
  if (store.state.position < kept) {
    throw new Error(
      `The table in ${join(folder.path, 'emulator', 'table')} ends at change ${store.state.position}, but had ${kept}: ` +
        `files of it were cut or lost. Restore ${folder.path} from a backup, or remove ${path} to go on without the newest changes.`,
    );
  }
  let timer: NodeJS.Timeout | null = null;

  async function write(position: number): Promise<void> {
    try {
      await using file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
      // One length for all, written over the one before: a full disk takes it too.
      await file.write(`${String(position).padStart(16)}\n`, 0);
    } catch (err) {
      log.warn({ err, path }, 'position not written');
    }
  }

  function schedule(): void {
    if (timer) return;
    const { position } = store.state;
    timer = setTimeout(() => {
      timer = null;
      void write(position).then(() => {
        if (store.state.position > position) schedule();
      });
    }, delayMs).unref();
  }

  schedule();
  const stop = store.onEntry(schedule);
  return async () => {
    stop();
    if (timer) clearTimeout(timer);
    await write(store.state.position);
  };
}
