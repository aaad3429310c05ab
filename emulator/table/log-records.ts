import { crc32c, unmasked } from './crc32c.ts';

export interface LogRecord {
  /** Where it begins in the file. */
  at: number;
  /** 1: whole; 2, 3, 4: first, middle and last part of one. */
  type: number;
  /** Null where it does not match its checksum or its block ends first. */
  data: Buffer | null;
  /** True where the file ends within it, as a kill in the middle of a write leaves it. */
  cut: boolean;
}

const blockLength = 32_768;
const headerLength = 7;

/** The records of a log or manifest, in order (LevelDB's log format document). Padding is passed over. */
export function* logRecords(file: Buffer): Generator<LogRecord> {
  for (let at = 0; at + headerLength <= file.length; ) {
    const blockEnd = at + blockLength - (at % blockLength);
    if (at + headerLength > blockEnd || isPadding(file, at)) {
      at = blockEnd;
      continue;
    }
    const type = file[at + 6] ?? 0;
    const end = endOfRecord(file, at, blockEnd);
    if (end !== null) {
      yield { at, type, data: file.subarray(at + headerLength, end), cut: false };
      at = end;
      continue;
    }
    const next = nextRecord(file, at + 1, blockEnd);
    const ends = at + headerLength + file.readUInt16LE(at + 4);
    yield { at, type, data: null, cut: next === null && ends > file.length && blockEnd > file.length };
    at = next ?? blockEnd;
  }
}

const isPadding = (file: Buffer, at: number): boolean => file[at + 6] === 0 && file.readUInt32LE(at) === 0;

/** Where the record at `at` ends; null where none is that matches its checksum. */
function endOfRecord(file: Buffer, at: number, blockEnd: number): number | null {
  const end = at + headerLength + file.readUInt16LE(at + 4);
  if (end > Math.min(blockEnd, file.length)) return null;
  return unmasked(file.readUInt32LE(at)) === crc32c(file.subarray(at + 6, end)) ? end : null;
}

/** The next whole record of the block, wherever it begins: a damaged length tells no place. */
function nextRecord(file: Buffer, from: number, blockEnd: number): number | null {
  for (let at = from; at + headerLength <= Math.min(blockEnd, file.length); at += 1) {
    const type = file[at + 6] ?? 0;
    if (type >= 1 && type <= 4 && endOfRecord(file, at, blockEnd) !== null) return at;
  }
  return null;
}
