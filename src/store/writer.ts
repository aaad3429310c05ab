import { randomUUID } from 'node:crypto';
import { instant } from '../clock.ts';
import type { FindConsequences } from '../domain/consequences.ts';
import type { Decide } from '../domain/decision.ts';
import { type AppendDeps, append } from './append.ts';
import { decideGroup, type Group, type Waiting } from './decide-group.ts';
import { UnavailableError } from './unavailable-error.ts';

interface WriterDeps extends AppendDeps {
  consequences: FindConsequences;
}

/** Decides and appends for this process, one group at a time. Decisions that come meanwhile make the next group. */
export class Writer {
  private readonly writerId = randomUUID();
  private appended = 0;
  private queue: Waiting[] = [];
  private running: Promise<void> | null = null;
  private closed = false;
  /** The last append's outcome is not known, so the table is read before anything else is decided. */
  private unsure = false;

  constructor(private readonly deps: WriterDeps) {}

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
    const base = fold.newest;
    const { position } = fold;
    const now = instant(clock.now());
    const group = decideGroup(fold.state, this.queue, now, consequences);
    if (group.changes.length === 0 && group.events.length === 0) {
      // "Nothing to do" and "no" are only true of a state that is not behind other processes.
      if (group.members.every(({ confirmed }) => confirmed)) group.settle();
      else await this.confirm(group.members);
      return;
    }
    this.appended += 1;
    const entry = {
      position: position + 1,
      writerId: this.writerId,
      nonce: String(this.appended),
      text: entryText(position + 1, now, group),
    };
    try {
      if (await append(this.deps, base, entry)) group.settle();
      else this.queue.unshift(...group.members);
    } catch (error) {
      this.unsure = true;
      for (const { reject } of group.members) reject(error);
    }
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

const entryText = (position: number, at: string, { changes, events }: Group): string =>
  `{"position":${position},"at":${JSON.stringify(at)},"changes":[${changes.join()}],"events":[${events.join()}]}`;
