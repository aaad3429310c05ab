import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32c, unmasked } from './crc32c.ts';
import { unsnap } from './unsnap.ts';

/**
 * Returns the first file of a LevelDB folder whose checksums do not hold, with the place; null if all do. LevelDB itself passes
 * over such records without an error (its log format and table format documents).
 */
export async function findDamage(path: string): Promise<string | null> {
  for (const name of (await readdir(path)).sort()) {
    if (!/\.(log|ldb)$/.test(name)) continue;
    const bytes = await readFile(join(path, name));
    const at = name.endsWith('.log') ? damagedRecord(bytes) : damagedBlock(bytes);
    if (at !== null) return `${join(path, name)}, byte ${at}`;
  }
  return null;
}

const logBlock = 32_768;
const recordHeader = 7;

/**
 * The offset of a record whose checksum does not hold though a later one's does. What comes after the last good record
 * is a write that a kill or a crash cut off, which was never answered.
 */
function damagedRecord(file: Buffer): number | null {
  let bad: number | null = null;
  for (let at = 0; at + recordHeader <= file.length; ) {
    const left = logBlock - (at % logBlock);
    const length = left < recordHeader ? 0 : file.readUInt16LE(at + 4);
    const end = at + recordHeader + length;
    if (left < recordHeader) at += left;
    else if (end - at > left || end > file.length) {
      bad ??= at;
      at += left;
    } else if (!holds(file, at, end)) {
      bad ??= at;
      at = end;
    } else {
      // Padding is all zeros: its type is 0.
      if (bad !== null && file[at + 6] !== 0) return bad;
      at = file[at + 6] === 0 ? at + left : end;
    }
  }
  return null;
}

function holds(file: Buffer, at: number, end: number): boolean {
  if (file[at + 6] === 0 && file.readUInt32LE(at) === 0) return true;
  return unmasked(file.readUInt32LE(at)) === crc32c(file.subarray(at + 6, end));
}

const footerLength = 48;
/** Ends every table file that was written whole. */
const magic = Buffer.from('57fb808b247547db', 'hex');
const blockTrailer = 5;

interface Handle {
  offset: number;
  size: number;
}

/** The offset of a block of a table file whose checksum does not hold. */
function damagedBlock(file: Buffer): number | null {
  const footer = file.length - footerLength;
  // A kill leaves files half written that no manifest names, and LevelDB removes them.
  if (footer < 0 || !file.subarray(-magic.length).equals(magic)) return null;
  const meta = handleAt(file, footer);
  const index = handleAt(file, meta.next).handle;
  for (const { offset } of [meta.handle, index].filter((handle) => !isWhole(file, handle))) return offset;
  const block = file.subarray(index.offset, index.offset + index.size);
  const handles = entriesOf(file[index.offset + index.size] === 1 ? unsnap(block) : block);
  return handles.find((handle) => !isWhole(file, handle))?.offset ?? null;
}

function isWhole(file: Buffer, { offset, size }: Handle): boolean {
  const end = offset + size;
  if (end + blockTrailer > file.length) return false;
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

function varintAt(bytes: Buffer, at: number): { value: number; next: number } {
  let value = 0;
  for (let next = at, scale = 1; ; next += 1, scale *= 128) {
    const byte = bytes[next] ?? 0;
    value += (byte & 127) * scale;
    if (byte < 128) return { value, next: next + 1 };
  }
}
