import { logRecords } from './log-records.ts';
import { varintAt } from './varint-at.ts';

export interface Manifest {
  /** The live table files: length in bytes by number. */
  tables: Map<number, number>;
  /** The oldest log that is live. */
  log: number;
}

/** Where a manifest cannot be read, and why. */
export interface ManifestDamage {
  at: number;
  why: 'checksum' | 'cut' | 'unreadable';
}

/**
 * The files that a LevelDB database consists of, from its manifest: version edits in log format. An edit that a kill cut
 * off never came about.
 */
export function readManifest(file: Buffer): Manifest | ManifestDamage {
  const state: State = { tables: new Map(), log: null };
  let parts: Buffer[] = [];
  for (const { at, type, data, cut } of logRecords(file)) {
    if (cut) break;
    if (data === null) return { at, why: 'checksum' };
    const begins = type === 1 || type === 2;
    if (begins !== (parts.length === 0)) return { at, why: 'unreadable' };
    parts.push(data);
    if (type === 2 || type === 3) continue;
    if (!apply(Buffer.concat(parts), state)) return { at, why: 'unreadable' };
    parts = [];
  }
  const { tables, log } = state;
  if (log === null) return { at: file.length, why: 'cut' };
  const live = [...tables.values()].map(({ number, size }) => [number, size] as const);
  return { tables: new Map(live), log };
}

interface State {
  /** By level and number: one edit may move a file to another level. */
  tables: Map<string, { number: number; size: number }>;
  log: number | null;
}

/** Applies a version edit; false where it has no such form. LevelDB's version_edit.cc has the tags. */
function apply(edit: Buffer, state: State): boolean {
  let at = 0;
  const number = () => {
    const { value, next } = varintAt(edit, at);
    at = next;
    return value;
  };
  const skipText = () => {
    const length = number();
    at += length;
  };
  const tags: Record<number, () => void> = {
    1: skipText,
    2: () => {
      state.log = number();
    },
    3: number,
    4: number,
    5() {
      number();
      skipText();
    },
    6() {
      state.tables.delete(`${number()}/${number()}`);
    },
    7() {
      const level = number();
      const file = { number: number(), size: number() };
      skipText();
      skipText();
      state.tables.set(`${level}/${file.number}`, file);
    },
    9: number,
  };
  while (at < edit.length) {
    const read = tags[number()];
    if (!read) return false;
    read();
  }
  return at === edit.length;
}
