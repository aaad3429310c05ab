/** Unpacks a Snappy block (Snappy format description), as LevelDB keeps blocks packed. */
export function unsnap(input: Buffer): Buffer {
  let [length, at, scale] = [0, 0, 1];
  for (let byte = 128; byte >= 128; scale *= 128) {
    byte = input[at++] ?? 0;
    length += (byte & 127) * scale;
  }
  const output = Buffer.alloc(length);
  let filled = 0;
  while (at < input.length && filled < length) {
    const tag = input[at++] as number;
    const kind = tag & 3;
    if (kind === 0) {
      const { size, next } = literalSize(input, tag >> 2, at);
      input.copy(output, filled, next, next + size);
      filled += size;
      at = next + size;
    } else {
      const { size, offset, next } = copyOf(input, tag, kind, at);
      // It may reach into what it writes itself.
      for (let each = 0; each < size; each += 1) output[filled + each] = output[filled + each - offset] ?? 0;
      filled += size;
      at = next;
    }
  }
  return output;
}

function literalSize(input: Buffer, short: number, at: number): { size: number; next: number } {
  if (short < 60) return { size: short + 1, next: at };
  const bytes = short - 59;
  return { size: at + bytes > input.length ? 0 : input.readUIntLE(at, bytes) + 1, next: at + bytes };
}

function copyOf(input: Buffer, tag: number, kind: number, at: number) {
  const byte = (index: number) => input[at + index] ?? 0;
  if (kind === 1) return { size: 4 + ((tag >> 2) & 7), offset: ((tag >> 5) << 8) | byte(0), next: at + 1 };
  const size = 1 + (tag >> 2);
  if (kind === 2) return { size, offset: byte(0) | (byte(1) << 8), next: at + 2 };
  return { size, offset: byte(0) + byte(1) * 256 + byte(2) * 65_536 + byte(3) * 16_777_216, next: at + 4 };
}
