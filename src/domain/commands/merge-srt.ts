import type { SrtWish } from './check-srt.ts';
import { refuse } from './refuse.ts';

/**
 * The SRT settings that are wished for, with those that the URL named.
 * @throws Refusal INVALID_URL where the two say different things.
 */
export function mergeSrt<T extends SrtWish | null | undefined>(wish: T, named: SrtWish): T | SrtWish {
  const given = Object.entries(named).filter(([, value]) => value !== undefined);
  for (const [field, value] of given) {
    const asked = wish?.[field as keyof SrtWish];
    if (asked !== undefined && asked !== null && asked !== value) {
      throw refuse('INVALID_URL', `The URL and srt.${field} differ. Give one of them.`, 'srt', field);
    }
  }
  return given.length === 0 ? wish : { ...wish, ...Object.fromEntries(given) };
}
