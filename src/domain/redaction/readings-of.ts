/** A text as one of its spellings is read, in lower case, and where in the original each character stands. */
export interface Reading {
  text: string;
  /** The original's offsets, character by character; null: they are the same. */
  starts: readonly number[] | null;
  ends: readonly number[] | null;
}

/** JSON quotes a text that is JSON already, and URLs are encoded inside URLs: so often, and once more. */
const mostDecodings = 4;

/**
 * Reads a text as it stands, and then without its JSON escapes and percent signs, layer by layer. Whatever stands in
 * the text in any of these spellings stands in one of the readings as it is.
 */
export function readingsOf(text: string): Reading[] {
  let reading: Reading = { text: toLower(text), starts: null, ends: null };
  const readings = [reading];
  while (readings.length <= mostDecodings && /[%\\]/.test(reading.text)) {
    const next = decodeOnce(reading);
    if (next === null) break;
    readings.push(next);
    reading = next;
  }
  return readings;
}

/** Lower case, character by character, so that offsets stay. */
export const toLower = (text: string): string =>
  text.replace(/\p{Changes_When_Lowercased}/gu, (letter) => {
    const lower = letter.toLowerCase();
    return lower.length === letter.length ? lower : letter;
  });

/** One layer of escapes taken off; null when there is none. */
function decodeOnce({ text, starts, ends }: Reading): Reading | null {
  const [parts, newStarts, newEnds]: [string[], number[], number[]] = [[], [], []];
  let found = false;
  for (let at = 0; at < text.length; ) {
    const { length, meaning: part } = escapeAt(text, at) ?? { length: 1, meaning: text.charAt(at) };
    if (part !== text.slice(at, at + length)) found = true;
    parts.push(part);
    for (let index = 0; index < part.length; index += 1) {
      newStarts.push(starts?.[at] ?? at);
      newEnds.push(ends?.[at + length - 1] ?? at + length);
    }
    at += length;
  }
  return found ? { text: toLower(parts.join('')), starts: newStarts, ends: newEnds } : null;
}

interface Escape {
  length: number;
  meaning: string;
}

function escapeAt(text: string, at: number): Escape | null {
  const sign = text.charAt(at);
  if (sign === '\\') return jsonEscape(text, at);
  if (sign === '%') return percentEscape(text, at);
  return null;
}

const simple: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function jsonEscape(text: string, at: number): Escape | null {
  const letter = text.charAt(at + 1);
  const meaning = Object.hasOwn(simple, letter) ? simple[letter] : undefined;
  if (meaning !== undefined) return { length: 2, meaning };
  const digits = letter === 'u' ? /^[0-9a-f]{4}/.exec(text.slice(at + 2, at + 6))?.[0] : undefined;
  return digits ? { length: 6, meaning: String.fromCharCode(Number.parseInt(digits, 16)) } : null;
}

/** A percent-encoded character: one to four bytes of UTF-8. */
function percentEscape(text: string, at: number): Escape | null {
  const first = Number.parseInt(text.slice(at + 1, at + 3), 16);
  const bytes = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const encoded = text.slice(at, at + bytes * 3);
  if (!/^(%[0-9a-f]{2})+$/.test(encoded)) return null;
  try {
    return { length: encoded.length, meaning: decodeURIComponent(encoded) };
  } catch {
    return null;
  }
}
