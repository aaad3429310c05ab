import { readFileSync, rmSync } from 'node:fs';
import { chmod, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NotWrittenError } from './not-written-error.ts';

/** The folder's account is in another emulator's hands. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  constructor(folder: string, pid: string) {
    super(
      `${folder} is in use by another local AWS (process ${pid}). Stop it, or set LUNORA_DATA_DIR to another folder.`,
    );
  }
}

/**
 * Takes the folder for this emulator alone, until what it returns is called. Two over one account would overwrite each
 * other's. A lock whose owner was killed is taken over.
 * @throws FolderInUseError
 */
export async function lockFolder(folder: string): Promise<() => void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const lock = join(folder, 'lock');
  const mine = ownerText(process.pid);
  for (let tries = 0; !(await place(lock, mine)); tries += 1) {
    const owner = await readFile(lock, 'utf8').catch(() => '');
    const [pid = ''] = owner.split(' ');
    if (tries === 3 || lives(pid, owner)) throw new FolderInUseError(folder, pid);
    await rm(lock, { force: true });
  }
  let held = true;
  return () => {
    if (held) rmSync(lock, { force: true });
    held = false;
  };
}

async function place(lock: string, owner: string): Promise<boolean> {
  let made = false;
  try {
    await using file = await open(lock, 'wx', 0o600);
    made = true;
    await file.writeFile(owner);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    if (made) await rm(lock, { force: true }).catch(() => {});
    throw new NotWrittenError(lock, error);
  }
}

/** A process number with its start, where the system tells it: numbers come again after a reboot. */
function ownerText(pid: number): string {
  let began = '';
  try {
    // proc(5): the 22nd field; the 2nd is a name in brackets that may hold blanks.
    began = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[19] ?? '';
  } catch {
    // No /proc here: the number has to do.
  }
  return `${pid} ${began}`;
}

function lives(pid: string, owner: string): boolean {
  const number = Number(pid);
  if (!Number.isInteger(number) || number <= 0) return false;
  try {
    process.kill(number, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return ownerText(number) === owner;
}
