import { logRecords } from './log-records.ts';

/**
 * The offset of a record of a log whose checksum does not hold though a later one's does. What comes after the last good
 * record is a write that a kill or a crash cut off, which was never answered.
 */
export function damagedRecord(file: Buffer): number | null {
  let bad: number | null = null;
  for (const { at, data } of logRecords(file)) {
    if (data === null) bad ??= at;
    else if (bad !== null) return bad;
  }
  return null;
}
