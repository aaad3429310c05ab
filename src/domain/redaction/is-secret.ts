/** Texts that take fewer bits to guess are ordinary: hiding them would only garble what others read. */
const secretBits = 32;

const bitsPer = { word: 11, year: 5, digit: 3.3, letter: 4.7, symbol: 4 };

/**
 * True for a text that is long or random enough to be a secret. One or two words, with or without a number, are a name:
 * `live`, `connection`, `stage-42`, `conference2026`.
 */
export function isSecret(text: string): boolean {
  let bits = 0;
  for (const [part] of text.matchAll(/\p{L}+|\p{N}+|[^\p{L}\p{N}]/gu)) {
    bits += bitsOf(part);
    if (bits >= secretBits) return true;
  }
  return false;
}

function bitsOf(part: string): number {
  if (/^\p{N}/u.test(part)) return /^(19|20)\d\d$/.test(part) ? bitsPer.year : part.length * bitsPer.digit;
  if (/^\p{L}/u.test(part)) {
    return wordsIn(part).reduce(
      (sum, word) => sum + (isWord(word) ? bitsPer.word : word.length * bitsPer.letter),
      0,
    );
  }
  return /[\s\-_.:/=?&,+]/.test(part) ? 0 : bitsPer.symbol;
}

/** `streamKey` and `HTTPServer` are two words each. */
const wordsIn = (letters: string): string[] =>
  letters.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[^\p{Lu}]+|\p{Lu}/gu) ?? [letters];

/** True for what can be spoken: no long run of consonants, neither too few vowels nor too many. */
function isWord(letters: string): boolean {
  if (letters.length < 3 || letters.length > 16) return false;
  if (!/^[a-z]+$/i.test(letters)) return true;
  const vowels = letters.match(/[aeiouy]/gi)?.length ?? 0;
  return vowels * 5 >= letters.length && vowels < letters.length && !/[^aeiouy]{5}/i.test(letters);
}
