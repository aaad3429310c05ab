import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
/** What the simulation is made of. */
const parts = ['src', 'emulator', 'test/sim', 'package.json', 'tsconfig.json'];

export interface ProjectCopy {
  folder: string;
  remove(): Promise<void>;
}

/** The simulation and all it runs, in a temporary folder, with some files replaced. */
export async function copyProject(replaced: ReadonlyMap<string, string>): Promise<ProjectCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'lunora-mutant-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    for (const part of parts) await cp(join(root, part), join(folder, part), { recursive: true });
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    for (const [file, text] of replaced) await writeFile(join(folder, file), text);
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, remove };
}
