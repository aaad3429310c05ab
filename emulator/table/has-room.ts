import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a manifest, a log's first block and the like take. */
const smallFiles = 1024 * 1024;

/** The file that takes the room on trial; a kill may leave it behind. */
export const probeName = 'probe.tmp';

/** True if the folder's disk takes what LevelDB writes as it opens: its logs turned into table files. */
export async function hasRoom(folder: string): Promise<boolean> {
  const path = join(folder, probeName);
  try {
    const logs = (await readdir(folder)).filter((name) => name.endsWith('.log'));
    const sizes = await Promise.all(logs.map(async (name) => (await stat(join(folder, name))).size));
    await using file = await open(path, 'w', 0o600);
    await file.writeFile(Buffer.alloc(sizes.reduce((sum, size) => sum + size, smallFiles)));
    await file.sync();
    return true;
  } catch {
    return false;
  } finally {
    await rm(path, { force: true }).catch(() => {});
  }
}
