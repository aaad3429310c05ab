import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { damagedBlock } from './damaged-block.ts';
import { damagedRecord } from './damaged-record.ts';
import { type Manifest, readManifest } from './read-manifest.ts';

/**
 * Returns what is missing, cut or damaged of a LevelDB folder, with the file and the place; null if nothing is. LevelDB
 * passes over much of it without an error. Files that the manifest does not name are what a kill left half written.
 */
export async function findDamage(path: string): Promise<string | null> {
  const names = await readdir(path);
  const manifest = await manifestOf(path, names);
  if (manifest === null || typeof manifest === 'string') return manifest;
  return (await tableDamage(path, manifest)) ?? logDamage(path, manifest, names);
}

/** The manifest that counts, what is wrong with it, or null in a folder without a database. */
async function manifestOf(path: string, names: readonly string[]): Promise<Manifest | string | null> {
  const current = join(path, 'CURRENT');
  const named = await contentOf(current);
  // LevelDB would make a new database of what it finds, and drop the rest.
  if (named === null) {
    return names.some((name) => /^MANIFEST-|\.ldb$/.test(name)) ? `${current} is missing` : null;
  }
  const name = /^(MANIFEST-\d+)\n$/.exec(named.toString('latin1'))?.[1];
  if (name === undefined) return `${current} names no manifest`;
  const file = await contentOf(join(path, name));
  if (file === null) return `${join(path, name)} is missing`;
  const manifest = readManifest(file);
  if (!('why' in manifest)) return manifest;
  const place = `${join(path, name)}, byte ${manifest.at}`;
  if (manifest.why === 'checksum') return mismatch(place);
  return manifest.why === 'cut' ? `${place} is where it was cut off` : `${place} cannot be understood`;
}

async function tableDamage(path: string, { tables }: Manifest): Promise<string | null> {
  for (const [number, size] of tables) {
    const file = join(path, fileName(number, 'ldb'));
    const bytes = await contentOf(file);
    if (bytes === null) return `${file} is missing`;
    if (bytes.length !== size) return `${file} has ${bytes.length} bytes instead of ${size}`;
    const at = damagedBlock(bytes);
    if (at !== null) return mismatch(`${file}, byte ${at}`);
  }
  return null;
}

async function logDamage(path: string, manifest: Manifest, names: readonly string[]): Promise<string | null> {
  const oldest = fileName(manifest.log, 'log');
  // Before the first start was over there was none.
  if (manifest.log > 0 && !names.includes(oldest)) {
    return `${join(path, oldest)} is missing; make an empty file of that name to go on without the newest changes`;
  }
  for (const name of names.filter((each) => each.endsWith('.log')).sort()) {
    if (Number.parseInt(name, 10) < manifest.log) continue;
    const at = damagedRecord(await readFile(join(path, name)));
    if (at !== null) return mismatch(`${join(path, name)}, byte ${at}`);
  }
  return null;
}

const mismatch = (place: string): string => `${place} does not match its checksum`;

const fileName = (number: number, ending: string): string => `${String(number).padStart(6, '0')}.${ending}`;

async function contentOf(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
