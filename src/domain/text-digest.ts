/** Digest of a text in 64 bits, to tell whether it changed. Not for secrets: it is no cryptographic hash. */
export function textDigest(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
    high ^= high >>> 13;
  }
  return [low, high].map((half) => (half >>> 0).toString(36)).join('-');
}
