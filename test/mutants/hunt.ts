import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { applyMutant } from './apply-mutant.ts';
import { copyProject } from './copy-project.ts';
import type { Mutant } from './mutant.ts';
import { type Caught, runSeeds } from './run-seeds.ts';

const root = resolve(import.meta.dirname, '../..');

/** A file of the project as it is. */
export const readSource = (file: string): string => readFileSync(resolve(root, file), 'utf8');

export interface HuntOptions {
  /** Null: the code as it is. */
  mutant: Mutant | null;
  seeds: Iterable<number>;
  signal: AbortSignal;
  onSeed?(seed: number): void;
}

/**
 * Runs the simulation over a copy of the project with one bug in it, seed after seed, up to the first that catches it.
 * Null when none did, or `signal` aborted. Leaves nothing behind.
 * @throws MutantDoesNotApplyError
 */
export async function hunt({ mutant, seeds, signal, onSeed }: HuntOptions): Promise<Caught | null> {
  const replaced = mutant ? applyMutant(mutant, readSource) : new Map<string, string>();
  const copy = await copyProject(replaced);
  try {
    return await runSeeds({ folder: copy.folder, seeds, signal, ...(onSeed && { onSeed }) });
  } finally {
    await copy.remove();
  }
}
