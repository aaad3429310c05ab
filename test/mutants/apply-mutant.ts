import type { Mutant } from './mutant.ts';

/** The source has moved on: the mutant must be written anew. */
export class MutantDoesNotApplyError extends Error {
  override readonly name = 'MutantDoesNotApplyError';
}

/**
 * The files that a mutant changes, as they then are.
 * @throws MutantDoesNotApplyError where a text it replaces is not there exactly once.
 */
export function applyMutant({ name, edits }: Mutant, read: (file: string) => string): Map<string, string> {
  const changed = new Map<string, string>();
  for (const { file, find, replace } of edits) {
    const parts = (changed.get(file) ?? read(file)).split(find);
    if (parts.length !== 2) {
      const times = parts.length - 1;
      throw new MutantDoesNotApplyError(
        `“${name}” no longer applies: its text is in ${file} ${times} times:\n${find}`,
      );
    }
    changed.set(file, parts.join(replace));
  }
  return changed;
}
