import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Disk {
  path: string;
  /** Takes what is left of it. */
  fill(): Promise<void>;
  /** Gives back what `fill` took. */
  free(): Promise<void>;
  unmount(): Promise<void>;
}

/** A disk of a few megabytes. Only root may mount one: elsewhere null, and the reason on the terminal. */
export async function mountDisk(megabytes: number): Promise<Disk | null> {
  const path = await mkdtemp(join(tmpdir(), 'lunora-disk-'));
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  if (status !== 0) {
    await rm(path, { recursive: true });
    const reason = `A small disk cannot be mounted here, so the test of a full one is skipped: ${stderr ?? ''}`;
    if (process.env['CI'] && process.getuid?.() === 0) throw new Error(reason);
    process.stderr.write(`${reason}\n`);
    return null;
  }
  const filler = join(path, 'filler');
  return {
    path,
    async fill() {
      const { bavail, bsize } = await statfs(path);
      await writeFile(filler, Buffer.alloc(bavail * bsize), { flag: 'a' }).catch(() => {});
    },
    free: () => rm(filler, { force: true }),
    async unmount() {
      spawnSync('umount', ['-l', path]);
      await rm(path, { recursive: true, force: true });
    },
  };
}
