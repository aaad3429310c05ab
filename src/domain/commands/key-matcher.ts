import type { IsKey } from './check-url.ts';

/** Shorter keys than this are words that a URL may well hold within another. */
const tellingLength = 8;

/** Recognises a key that was just given, also inside a longer part, and its part before a query. */
export function givenKey(key: string | null): IsKey {
  if (key === null || key === '') return () => false;
  const wanted = [key, key.split('?')[0] ?? '']
    .filter((text) => text !== '')
    .map((text) => text.toLowerCase());
  return (part) => {
    const text = part.toLowerCase();
    return wanted.some((word) => text === word || (word.length >= tellingLength && text.includes(word)));
  };
}

/** Recognises a key that is kept sealed, by its fingerprint. */
export function keptKey(fingerprint: string | null, fingerprintOf: (text: string) => string): IsKey {
  if (fingerprint === null) return () => false;
  return (part) => fingerprintOf(part) === fingerprint;
}
