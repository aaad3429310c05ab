import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Attack } from './attack.ts';

/** The names of the files of this folder that export an attack. */
export const listAttacks = (): string[] =>
  readdirSync(import.meta.dirname)
    .filter((file) =>
      /^export (const|async function) attack\b/m.test(readFileSync(join(import.meta.dirname, file), 'utf8')),
    )
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();

export async function loadAttack(name: string): Promise<Attack> {
  const loaded: { attack: Attack } = await import(join(import.meta.dirname, `${name}.ts`));
  return loaded.attack;
}
