import { firstWithHeartbeats } from './storage-format.ts';

/** A process over the same table, as its heartbeat tells. */
export interface KnownProcess {
  id: string;
  version: string;
  /** The newest format it reads. */
  newestFormat: number;
}

export interface RaiseFacts {
  current: number;
  wanted: number;
  /** The newest format that this version reads. */
  newest: number;
  /** Those whose heartbeats come. */
  alive: readonly KnownProcess[];
  /** Processes that appended and have no heartbeat. */
  unknownWriters: readonly string[];
  /** Whoever asks says that no process of a version without heartbeats runs: one that only reads cannot be seen. */
  olderStopped: boolean;
}

/** Returns why the format must not be raised now, or null. */
export function refuseRaise(facts: RaiseFacts): string | null {
  const { current, wanted, newest, alive, unknownWriters, olderStopped } = facts;
  if (wanted <= current) return `The table already has storage format ${current}.`;
  if (wanted > newest)
    return `The process that leads reads no format above ${newest}. Deploy a newer version first.`;
  if (wanted !== current + 1) return `The format is raised one at a time: ask for ${current + 1}.`;
  const older = alive.filter(({ newestFormat }) => newestFormat < wanted);
  if (older.length > 0) {
    const names = older.map(({ id, version }) => `${id} (version ${version})`).join(', ');
    return `These processes run and do not read format ${wanted}: ${names}. Stop them, then ask again.`;
  }
  if (unknownWriters.length > 0) {
    return `These processes write to the log and send no heartbeat, so their version is not known: ${unknownWriters.join(', ')}. Stop them, wait ten minutes, then ask again.`;
  }
  if (wanted <= firstWithHeartbeats && !olderStopped) {
    return `Processes of versions that read no format ${firstWithHeartbeats} send no heartbeat, so one that only reads cannot be seen from here. Make sure that none runs, then ask with: npm run raise-format -- --older-stopped`;
  }
  return null;
}
