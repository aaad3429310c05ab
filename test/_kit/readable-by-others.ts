import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder, and whatever is below it, that other users of the machine may read, write or enter. */
export async function readableByOthers(folder: string): Promise<string[]> {
  const below = await readdir(folder, { recursive: true });
  const paths = [folder, ...below.map((name) => join(folder, name))];
  const modes = await Promise.all(
    paths.map(async (path) => [path, (await stat(path)).mode & 0o077] as const),
  );
  return modes.filter(([, mode]) => mode !== 0).map(([path]) => path);
}
