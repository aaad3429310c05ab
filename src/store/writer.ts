import { instant } from '../clock.ts';
import type { FindConsequences } from '../domain/consequences.ts';
import type { Decide } from '../domain/decision.ts';
import { type AppendDeps, append } from './append.ts';
import { decideGroup, type Group, type Waiting } from './decide-group.ts';
import { type StoredEntry, toLogItem } from './stored-entry.ts';
import { UnavailableError } from './unavailable-error.ts';
import { WriteTurns } from './write-turns.ts';

interface WriterDeps extends AppendDeps {
  /** Unique among all processes that ever wrote to this log. */
  writerId: string;
  consequences: FindConsequences;
}

/** Decides and appends for this process, one group at a time. Decisions that come meanwhile make the next group. */
export class Writer {
  private appended = 0;
  private queue: Waiting[] = [];
  private running: Promise<void> | null = null;
  private closed = false;
  /** The last append's outcome is not known, so the table is read before anything else is decided. */
  private unsure = false;
  private readonly turns: WriteTurns;
  /** The newest entry known to stand in the log's past. */
  private copied: StoredEntry | null = null;

  constructor(private readonly deps: WriterDeps) {
    this.turns = new WriteTurns(deps, deps.writerId);
  }

  change<R>(decide: Decide<R>): Promise<R> {
    if (this.closed) return Promise.reject(new UnavailableError('The store is closed.'));
    return new Promise<R>((resolve, reject) => {
      this.queue.push({ decide, resolve: (value) => resolve(value as R), reject, confirmed: false });
      this.running ??= this.run();
    });
  }

  /** Takes nothing more, and waits for what was taken. */
  async close(): Promise<void> {
    this.closed = true;
    await this.running;
  }

  private async run(): Promise<void> {
    // What is asked for in the same turn goes into the same group.
    await Promise.resolve();
    while (this.queue.length > 0) await this.step();
    this.running = null;
  }

  private async step(): Promise<void> {
    const { fold, clock, consequences } = this.deps;
    if (this.unsure && !(await this.confirm(this.queue.splice(0)))) return;
    await this.takeTurn();
    const startedMs = clock.monotonicMs();
    const base = fold.newest;
    const { position } = fold;
    const now = instant(clock.now());
    const group = decideGroup(fold.state, this.queue, now, consequences);
    if (group.changes.length === 0 && group.events.length === 0) {
      this.turns.leave();
      // "Nothing to do" and "no" are only true of a state that is not behind other processes.
      if (group.members.every(({ confirmed }) => confirmed)) group.settle();
      else await this.confirm(group.members);
      return;
    }
    this.appended += 1;
    const entry = {
      position: position + 1,
      writerId: this.deps.writerId,
      nonce: String(this.appended),
      text: entryText(fold.format, position + 1, now, group),
    };
    try {
      if (base !== this.copied) await this.copy(base);
      if (await append(this.deps, entry)) {
        this.turns.done(clock.monotonicMs() - startedMs);
        group.settle();
      } else {
        this.turns.lost(position);
        this.queue.unshift(...group.members);
      }
    } catch (error) {
      this.turns.leave();
      this.unsure = true;
      for (const { reject } of group.members) reject(error);
    }
  }

  private async takeTurn(): Promise<void> {
    const waiting = [...this.queue];
    const { newest } = this.deps.fold;
    const caughtUp = await this.turns.take(() => this.copy(newest));
    if (caughtUp) for (const each of waiting) each.confirmed = true;
  }

  /** The past is written before the head moves on, so at most the newest entry stands only there. */
  private async copy(entry: StoredEntry | null): Promise<void> {
    if (entry) await this.deps.table.put(toLogItem(entry));
    this.copied = entry;
  }

  /** Reads the table, then lets these decide again; without the table they are told. */
  private async confirm(members: Waiting[]): Promise<boolean> {
    try {
      await this.deps.fold.catchUp();
    } catch (error) {
      for (const { reject } of members) reject(error);
      return false;
    }
    this.unsure = false;
    for (const member of members) member.confirmed = true;
    this.queue.unshift(...members);
    return true;
  }
}

/** Format 1 does not say its number. */
const entryText = (format: number, position: number, at: string, { changes, events }: Group): string =>
  `{${format > 1 ? `"format":${format},` : ''}"position":${position},"at":${JSON.stringify(at)},"changes":[${changes.join()}],"events":[${events.join()}]}`;
