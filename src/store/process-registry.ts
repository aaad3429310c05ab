import type { AppendDeps } from './append.ts';
import { processesPk, processKey } from './keys.ts';
import type { KnownProcess } from './refuse-raise.ts';
import { storageFormats } from './storage-format.ts';
import { queryAll } from './table.ts';

/** How often a process writes its heartbeat. */
export const heartbeatMs = 5_000;
/** A process counts as alive for so long after its heartbeat was last seen to change. */
const aliveMs = 4 * heartbeatMs;
/** A process that appended within this time and has no heartbeat is taken to run still. */
const unknownWriterMs = 600_000;
const removeAfterMs = 600_000;

interface Seen extends KnownProcess {
  beat: number;
  changedMs: number;
}

/**
 * The processes over one table. A heartbeat is a count that rises; whether one still rises is judged by monotonic time
 * of the process that looks, so clocks are never compared.
 */
export class ProcessRegistry {
  private readonly seen = new Map<string, Seen>();
  private readonly appendedMs = new Map<string, number>();
  private beats = 0;
  private firstBeatMs: number | null = null;

  constructor(
    private readonly deps: AppendDeps,
    private readonly self: KnownProcess,
  ) {
    const { fold, clock } = deps;
    fold.listeners.add(() => {
      if (fold.newest) this.appendedMs.set(fold.newest.writerId, clock.monotonicMs());
    });
  }

  /** Writes this process's heartbeat and reads the others'. @throws UnavailableError */
  async beat(): Promise<void> {
    const { table, clock } = this.deps;
    const { id, version, newestFormat } = this.self;
    this.beats += 1;
    await table.put({ ...processKey(id), beat: this.beats, version, newestFormat });
    const listed = new Set<string>();
    for await (const item of queryAll(table, { pk: processesPk })) {
      listed.add(item.sk);
      this.note({
        id: item.sk,
        version: String(item['version']),
        newestFormat: Number(item['newestFormat']),
        beat: Number(item['beat']),
        changedMs: clock.monotonicMs(),
      });
    }
    this.firstBeatMs ??= clock.monotonicMs();
    for (const gone of [...this.seen.keys()].filter((each) => !listed.has(each))) this.seen.delete(gone);
  }

  /** Lets the others know that this process has ended. */
  async leave(): Promise<void> {
    await this.deps.table.remove(processKey(this.self.id));
  }

  /** Processes whose heartbeats come; null until this one has watched long enough to tell. */
  alive(): KnownProcess[] | null {
    const nowMs = this.deps.clock.monotonicMs();
    if (this.firstBeatMs === null || nowMs - this.firstBeatMs < aliveMs) return null;
    return [...this.seen.values()].filter(({ changedMs }) => nowMs - changedMs < aliveMs);
  }

  /** Processes that appended lately, as this one saw it, and are not listed. */
  unknownWriters(): string[] {
    const nowMs = this.deps.clock.monotonicMs();
    return [...this.appendedMs]
      .filter(([id, atMs]) => !this.seen.has(id) && nowMs - atMs < unknownWriterMs)
      .map(([id]) => id);
  }

  private note(found: Seen): void {
    const known = this.seen.get(found.id);
    if (known?.beat !== found.beat) return void this.seen.set(found.id, found);
    if (found.changedMs - known.changedMs < removeAfterMs) return;
    const { beat } = found;
    this.deps.table.remove(processKey(found.id), { is: 'equal', to: { beat } }).catch(() => {});
  }
}

export const ownProcess = (id: string, version: string): KnownProcess => ({
  id,
  version,
  newestFormat: storageFormats.newest,
});
