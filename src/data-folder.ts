import { readFileSync, unlinkSync } from 'node:fs';
import { chmod, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export interface DataFolder {
  /** Absolute. */
  path: string;
  /** The text kept under this name; made and kept, for its owner's eyes only, when there is none yet. */
  keep(name: string, make: () => string): Promise<string>;
  /** The text kept under this name; null where there is none. */
  read(name: string): Promise<string | null>;
  /** Lets another process use the folder. */
  close(): void;
}

export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

/**
 * Opens the folder for this process alone. A lock whose owner is gone is taken over.
 * @throws FolderInUseError when a living process uses it.
 */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  const path = resolve(folder);
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
  const lock = join(path, 'lock');
  const mine = lockText(process.pid);
  for (let tries = 0; !(await create(lock, mine)); tries += 1) {
    const owner = (await readFile(lock, 'utf8').catch(() => '')).trim();
    if (tries === 3 || isAlive(owner)) {
      throw new FolderInUseError(
        `LUNORA_DATA_DIR: ${path} is in use by process ${owner.split(' ')[0]}. Stop it, or set another folder.`,
      );
    }
    await unlink(lock).catch(() => {});
  }

  return {
    path,
    keep: (name, make) => keepInFolder(path, name, make),
    read: (name) => readKept(join(path, name)),
    close() {
      if (readFileSync(lock, 'utf8') === mine) unlinkSync(lock);
    },
  };
}

/** As `DataFolder.keep`, without holding the folder: several processes may share what is kept. */
export async function keepInFolder(folder: string, name: string, make: () => string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, name);
  await create(file, make());
  return (await readFile(file, 'utf8')).trim();
}

async function readKept(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function create(file: string, content: string): Promise<boolean> {
  let made = false;
  try {
    await using handle = await open(file, 'wx', 0o600);
    made = true;
    await handle.writeFile(content);
    return true;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // Half a file would be taken for a damaged one at the next start.
    if (made) await unlink(file).catch(() => {});
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    const advice = isFull ? 'Free space on its disk' : 'Make it writable';
    throw new Error(`${file} cannot be written (${message}). ${advice}, then start again.`);
  }
}

/** The process and when it began: a number alone may be another's after a reboot, or in a new container. */
const lockText = (pid: number): string => `${pid} ${beganAt(pid)}`;

function beganAt(pid: number): string {
  try {
    // The 22nd field; the 2nd is a name in brackets that may hold blanks.
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive(owner: string): boolean {
  const pid = Number(owner.split(' ')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
  }
  return lockText(pid).trim() === owner;
}
