import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** None for a file that has gone since it was listed, as those of a running table do. */
async function modeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).mode;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

/** The folder, and whatever is below it, that other users of the machine may read, write or enter. */
export async function readableByOthers(folder: string): Promise<string[]> {
  const below = await readdir(folder, { recursive: true });
  const paths = [folder, ...below.map((name) => join(folder, name))];
  const modes = await Promise.all(paths.map(async (path) => [path, (await modeOf(path)) & 0o077] as const));
  return modes.filter(([, mode]) => mode !== 0).map(([path]) => path);
}
