import { crc32c, unmasked } from './crc32c.ts';
import { unsnap } from './unsnap.ts';
import { varintAt } from './varint-at.ts';

const footerLength = 48;
/** Ends every table file that was written whole. */
const magic = Buffer.from('57fb808b247547db', 'hex');
const trailerLength = 5;

interface Handle {
  offset: number;
  size: number;
}

/** The offset of a block of a table file whose checksum does not hold (LevelDB's table format document). */
export function damagedBlock(file: Buffer): number | null {
  const footer = file.length - footerLength;
  if (footer < 0) return 0;
  if (!file.subarray(-magic.length).equals(magic)) return footer;
  const meta = handleAt(file, footer);
  const index = handleAt(file, meta.next);
  for (const { handle } of [meta, index]) {
    if (!isWhole(file, handle)) return handle.offset < footer ? handle.offset : footer;
    const block = file.subarray(handle.offset, handle.offset + handle.size);
    const entries = entriesOf(file[handle.offset + handle.size] === 1 ? unsnap(block) : block);
    const damaged = entries.find((entry) => !isWhole(file, entry));
    if (damaged) return damaged.offset;
  }
  return null;
}

function isWhole(file: Buffer, { offset, size }: Handle): boolean {
  const end = offset + size;
  if (end + trailerLength > file.length) return false;
  return unmasked(file.readUInt32LE(end + 1)) === crc32c(file.subarray(offset, end + 1));
}

/** The handles of an index block, whose entries are keys with a shared prefix, each with the place of a block. */
function entriesOf(block: Buffer): Handle[] {
  const restarts = block.readUInt32LE(block.length - 4);
  const end = block.length - 4 * (restarts + 1);
  const handles: Handle[] = [];
  for (let at = 0; at < end; ) {
    const shared = varintAt(block, at);
    const unshared = varintAt(block, shared.next);
    const length = varintAt(block, unshared.next);
    const value = length.next + unshared.value;
    handles.push(handleAt(block, value).handle);
    at = value + length.value;
  }
  return handles;
}

function handleAt(bytes: Buffer, at: number): { handle: Handle; next: number } {
  const offset = varintAt(bytes, at);
  const size = varintAt(bytes, offset.next);
  return { handle: { offset: offset.value, size: size.value }, next: size.next };
}
