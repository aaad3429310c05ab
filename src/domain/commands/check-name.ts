import type { Hides } from '../redaction/hides.ts';
import { refuse } from './refuse.ts';

/**
 * A name as it is kept: trimmed, 1–100 characters, none of them invisible, and no secret in it.
 * @throws Refusal INVALID_NAME, repeating nothing.
 */
export function checkName(text: string, hides: Hides): string {
  const name = text.normalize('NFC').trim();
  if (name === '') throw refuse('INVALID_NAME', 'A name cannot be empty.', 'name');
  if ([...name].length > 100) throw refuse('INVALID_NAME', 'A name has at most 100 characters.', 'name');
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|[\u200b\u202a-\u202e\u2066-\u2069\ufeff]/u.test(name)) {
    throw refuse('INVALID_NAME', 'A name cannot hold control characters.', 'name');
  }
  if (hides(name))
    throw refuse('INVALID_NAME', 'A stream key is in the name, which everybody can read.', 'name');
  return name;
}

/**
 * Names are told apart without regard to case.
 * @throws Refusal NAME_TAKEN when one of the others has it.
 */
export function checkNameIsFree(name: string, others: Iterable<{ name: string }>, where: string): void {
  const wanted = name.toLowerCase();
  for (const other of others) {
    if (other.name.toLowerCase() === wanted) {
      throw refuse('NAME_TAKEN', `Another ${where} has this name.`, 'name');
    }
  }
}
