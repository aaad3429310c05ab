import { flowOf, remove } from '../domain/change.ts';
import type { Change, Entry } from '../domain/log.ts';
import type { FoldedState } from '../domain/state.ts';
import { EntryRing } from './entry-ring.ts';
import { type Head, readNewerHead } from './head.ts';
import { type Loaded, load, recordTypes } from './load.ts';
import type { LogClock } from './log-clock.ts';
import { type LogRead, readLog, readUpTo } from './read-log.ts';
import { refuseFormat } from './storage-format.ts';
import type { StoreLog } from './store-log.ts';
import { parseEntry, type StoredEntry } from './stored-entry.ts';
import type { Table } from './table.ts';
import type { Tail } from './tail.ts';
import { UnavailableError, unreachable } from './unavailable-error.ts';

interface FoldOptions {
  table: Table;
  clock: LogClock;
  log: StoreLog;
  loaded: Loaded;
}

/** What this process knows: the log folded to one position. Entries are folded once, in order, whoever appended them. */
export class Fold {
  readonly state: FoldedState;
  tail: Tail;
  readonly ring = new EntryRing();
  readonly listeners = new Set<(entry: Entry) => void>();
  /** The newest entry folded; null before the first. */
  newest: StoredEntry | null;
  floor: number;
  appliedThrough: number;
  /** The format that entries are written in. */
  format: number;
  readonly incarnation: string;
  readonly installationId: string;
  private readonly table: Table;
  private readonly log: StoreLog;
  /** Why this process cannot use its table any more: it is another one, or in a format that is not read here. */
  lost: string | null = null;
  /** Why the last read of the log failed; null where it did not, or the table did not answer. */
  failure: string | null = null;
  /** When the table last showed this log; monotonic. */
  confirmedAtMs: number;
  private readonly clock: LogClock;
  /** Nothing is known of single entries up to here. */
  private skippedThrough = 0;
  /** Each writer's newest entry, of those folded since the start. */
  readonly newestOf = new Map<string, StoredEntry>();
  /** The position this process started from. */
  readonly start: number;

  constructor({ table, clock, log, loaded }: FoldOptions) {
    const { state, tail, head, entries } = loaded;
    this.table = table;
    this.clock = clock;
    this.confirmedAtMs = clock.monotonicMs();
    this.log = log;
    this.state = state;
    this.tail = tail;
    this.newest = head.entry;
    this.start = state.position;
    this.floor = head.floor;
    this.appliedThrough = head.appliedThrough;
    this.format = head.format;
    this.incarnation = head.incarnation;
    this.installationId = head.installationId;
    for (const entry of entries) this.ring.push(parseEntry(entry), entry.text.length);
    tail.forget(head.appliedThrough);
  }

  get position(): number {
    return this.state.position;
  }

  /** Reads what others appended, and folds it. `eager`: more than one entry is expected. @throws UnavailableError */
  async catchUp({ eager = false } = {}): Promise<void> {
    if (this.lost !== null) throw new UnavailableError(this.lost);
    const before = this.position;
    await this.take(await this.readLog(before, eager), before);
    this.confirmedAtMs = this.clock.monotonicMs();
  }

  /** As `catchUp`, at little cost while nobody has appended: false then, and where the table has lost its log. @throws UnavailableError */
  async peek(): Promise<boolean> {
    if (this.lost !== null) throw new UnavailableError(this.lost);
    const before = this.position;
    const head = await readNewerHead(this.table, before, this.incarnation);
    if (head) await this.take(await readUpTo(this.table, head, before), before);
    return head !== undefined;
  }

  private async take({ head, entries }: LogRead, before: number): Promise<void> {
    this.lost = this.reasonToStop(head, before);
    if (this.lost !== null) {
      this.log.error({ position: before, found: head.position, format: head.format }, this.lost);
      throw new UnavailableError(this.lost);
    }
    this.format = head.format;
    if (entries) for (const entry of entries) this.add(entry);
    else await this.skip();
    this.learn(head);
  }

  private async readLog(after: number, eager: boolean): Promise<LogRead> {
    try {
      const read = await readLog(this.table, after, eager);
      this.failure = null;
      return read;
    } catch (error) {
      const known = error instanceof UnavailableError && error.message !== unreachable;
      this.failure = known ? error.message : null;
      throw error;
    }
  }

  /** Returns why this table can no longer be used, or null. */
  private reasonToStop({ incarnation, position, format }: Head, before: number): string | null {
    if (incarnation !== this.incarnation || position < before)
      return 'This process has lost its table: it was replaced. Start it again.';
    return refuseFormat(format);
  }

  /** Folds one entry that is in the table; those known already are passed over. */
  add(stored: StoredEntry): void {
    if (stored.position <= this.position) return;
    this.confirmedAtMs = this.clock.monotonicMs();
    const entry = parseEntry(stored);
    this.clock.reach(Date.parse(entry.at));
    this.state.fold(entry.changes, entry.position);
    this.tail.fold(entry);
    this.ring.push(entry, stored.text.length);
    this.newest = stored;
    this.newestOf.set(stored.writerId, stored);
    this.announce(entry);
  }

  /** Whether an entry that was sent for this place is the one that stands there; null when that is not known. */
  stands({ position, writerId, nonce }: StoredEntry): boolean | null {
    if (position > this.position || position <= this.skippedThrough) return null;
    return this.newestOf.get(writerId)?.nonce === nonce;
  }

  learn({ floor, appliedThrough }: Pick<Head, 'floor' | 'appliedThrough'>): void {
    this.floor = Math.max(this.floor, floor);
    if (appliedThrough <= this.appliedThrough) return;
    this.appliedThrough = appliedThrough;
    this.tail.forget(appliedThrough);
  }

  /**
   * Away for so long that the entries in between are gone: the state is read anew, and what differs is announced as
   * one entry. Cursors of before are below the floor here, so their readers start again.
   */
  private async skip(): Promise<void> {
    const { state, tail, head } = await load(this.table, this.state.rates);
    if (state.position <= this.position) return;
    this.log.warn({ from: this.position, to: state.position }, 'Fell behind the log; read the state anew');
    const changes = differences(this.state, state);
    this.state.fold(changes, state.position);
    this.tail = tail;
    this.ring.clear();
    this.newest = head.entry;
    this.skippedThrough = this.position;
    this.floor = Math.max(this.floor, this.position);
    this.learn(head);
    const at = head.entry ? parseEntry(head.entry).at : '';
    if (at) this.clock.reach(Date.parse(at));
    this.announce({ position: this.position, at, changes, events: [] });
  }

  private announce(entry: Entry): void {
    for (const listener of this.listeners) {
      try {
        listener(entry);
      } catch (error) {
        this.log.error({ err: error, position: entry.position }, 'A reader of the log failed');
      }
    }
  }
}

function differences(before: FoldedState, after: FoldedState): Change[] {
  const changes: Change[] = [];
  for (const type of recordTypes) {
    for (const record of after.all(type)) {
      const old = before.get(type, record.id);
      if (old && JSON.stringify(old) === JSON.stringify(record)) continue;
      const kind = old ? 'UPDATED' : 'CREATED';
      changes.push({ type, id: record.id, kind, record, flowId: flowOf(after, type, record) } as Change);
    }
    for (const record of before.all(type)) {
      if (!after.get(type, record.id)) changes.push(remove(before, type, record) as Change);
    }
  }
  return changes;
}
