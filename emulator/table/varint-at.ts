/** The number at a place of LevelDB's files, seven bits a byte, and the place behind it. */
export function varintAt(bytes: Uint8Array, at: number): { value: number; next: number } {
  let value = 0;
  for (let next = at, scale = 1; ; next += 1, scale *= 128) {
    const byte = bytes[next] ?? 0;
    value += (byte & 127) * scale;
    if (byte < 128) return { value, next: next + 1 };
  }
}
