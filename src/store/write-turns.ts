import type { AppendDeps } from './append.ts';
import { turnKey, turnsPk } from './keys.ts';
import { type WaitingWriter, writersAhead } from './writers-ahead.ts';

/** Another process that appended within this time is expected to append again. */
const contendedMs = 10_000;
/** A process that waited within this time expects to wait again, and registers at once. */
const crowdedMs = 1_000;
/** While no other process appends, one append in so many looks for waiting writers. */
const lookEvery = 5;
/** A turn lasts as long as this many appends take; then the next writer goes on. */
const appendsInTurn = 6;
/** Reads of the log at once while a process waits, so that the one before is seen soon after it has appended. */
const mostReads = 2;
const leastTurnMs = 20;
const mostTurnMs = 1_000;

/**
 * Gives the processes over one log turns to append, longest waiting first: docs/decisions/008-write-turns.md. Advisory:
 * the append's condition decides. A turn that is not taken ends by what this process saw, in monotonic time.
 */
export class WriteTurns {
  private mine: WaitingWriter | null = null;
  private registered = false;
  private waiting: WaitingWriter[] = [];
  private readonly passedOver = new Map<string, WaitingWriter>();
  private first: (WaitingWriter & { atMs: number }) | null = null;
  private othersAtMs = Number.NEGATIVE_INFINITY;
  private waitedAtMs = Number.NEGATIVE_INFINITY;
  private doneAtMs = Number.NEGATIVE_INFINITY;
  private inARow = 0;
  /** Reads of the log under way while this process waits for its turn. */
  private reading = 0;
  /** What most of the last turns took at most, the deciding included. */
  private appendMs = 10;

  constructor(
    private readonly deps: AppendDeps,
    private readonly writerId: string,
  ) {
    const { fold, clock } = deps;
    fold.listeners.add(() => {
      if (fold.newest?.writerId === writerId) return;
      this.othersAtMs = clock.monotonicMs();
      this.inARow = 0;
    });
  }

  /**
   * Resolves once no other writer is ahead; true when the log was read since. Calls `copy`, the append's first step,
   * while it looks for waiting writers.
   */
  async take(copy: () => Promise<void>): Promise<boolean> {
    const { fold, clock } = this.deps;
    let caughtUp = false;
    // Registered before it is known whether others wait, so that they read it in time.
    if (clock.monotonicMs() - this.waitedAtMs < crowdedMs) this.waitSince(fold.position);
    if (this.mayBeBehind()) caughtUp = await this.read();
    else if (this.inARow % lookEvery === 0 || this.isContended())
      await Promise.all([copy().catch(() => {}), this.look()]);
    for (let ahead = this.ahead(); ahead[0]; ahead = this.ahead()) {
      this.waitSince(fold.position);
      this.waitedAtMs = clock.monotonicMs();
      if (this.isOverdue(ahead[0])) this.passOver(ahead[0]);
      else {
        if (this.reading < mostReads) void this.readAhead().then((read) => (caughtUp ||= read));
        await this.pause(this.appendMs * (0.25 + 0.5 * (ahead.length - 1)));
      }
    }
    return caughtUp;
  }

  /** Ends this process's turn, which took `ms`. */
  done(ms: number): void {
    this.appendMs = Math.max(1, this.appendMs * (ms > this.appendMs ? 1.25 : 0.9));
    this.inARow += 1;
    this.doneAtMs = this.deps.clock.monotonicMs();
    this.mine = null;
    this.registered = false;
  }

  /** Waits on: another process took the position after `base`, and may have passed this one over. */
  lost(base: number): void {
    if (this.mine) this.mine = { ...this.mine, tries: this.mine.tries + 1 };
    this.registered = false;
    this.waitSince(base);
  }

  /** Gives the turn up: nothing is appended. */
  leave(): void {
    if (this.mine && this.registered) this.remove(this.mine);
    this.mine = null;
    this.registered = false;
  }

  /** Registers this process as waiting, once. If the write is lost, the others go on without it. */
  private waitSince(since: number): void {
    this.mine ??= { writerId: this.writerId, since, tries: 0 };
    if (this.registered) return;
    this.registered = true;
    const { since: position, tries } = this.mine;
    this.deps.table.put({ ...turnKey(this.writerId), since: position, tries }).catch(() => {});
  }

  private isContended(): boolean {
    return this.deps.clock.monotonicMs() - this.othersAtMs < contendedMs;
  }

  /** True if another process has likely appended since this one read the log. */
  private mayBeBehind(): boolean {
    const { fold, clock } = this.deps;
    if (fold.newest?.writerId !== this.writerId) return true;
    return this.isContended() && clock.monotonicMs() - this.doneAtMs > this.appendMs;
  }

  private async read(): Promise<boolean> {
    const [caughtUp] = await Promise.all([
      holds(this.deps.fold.catchUp({ eager: true }).then(() => true)),
      this.look(),
    ]);
    return caughtUp;
  }

  /** Reads the log beside other reads. */
  private readAhead(): Promise<boolean> {
    this.reading += 1;
    return holds(this.deps.fold.peek()).finally(() => {
      this.reading -= 1;
    });
  }

  /** Reads who waits. If that fails, this process waits for no one. */
  private async look(): Promise<void> {
    const { table, fold } = this.deps;
    try {
      const { items } = await table.query({ pk: turnsPk, limit: 100 });
      this.waiting = items.map(({ sk, since, tries }) => ({
        writerId: sk,
        since: Number(since),
        tries: Number(tries),
      }));
    } catch {
      this.waiting = [];
    }
    for (const old of this.waiting) if (old.since < fold.floor) this.remove(old);
  }

  private ahead(): WaitingWriter[] {
    const { fold } = this.deps;
    const mine = this.mine ?? { writerId: this.writerId, since: fold.position, tries: 0 };
    return writersAhead(
      this.waiting.filter((writer) => !isSame(this.passedOver.get(writer.writerId), writer)),
      mine,
      (writerId) => fold.newestOf.get(writerId)?.position ?? null,
      fold.start,
    );
  }

  private isOverdue(writer: WaitingWriter): boolean {
    const nowMs = this.deps.clock.monotonicMs();
    if (!this.first || !isSame(this.first, writer)) this.first = { ...writer, atMs: nowMs };
    const turnMs = Math.min(mostTurnMs, Math.max(leastTurnMs, appendsInTurn * this.appendMs));
    return nowMs - this.first.atMs >= turnMs;
  }

  private passOver(writer: WaitingWriter): void {
    this.passedOver.set(writer.writerId, writer);
    this.remove(writer);
  }

  private remove({ writerId, since, tries }: WaitingWriter): void {
    this.deps.table.remove(turnKey(writerId), { is: 'equal', to: { since, tries } }).catch(() => {});
  }

  /** Resolves after `ms`, or as soon as an entry is folded. */
  private pause(ms: number): Promise<void> {
    const { clock, fold } = this.deps;
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        fold.listeners.delete(wake);
        resolve();
      };
      const cancel = clock.after(ms, wake);
      fold.listeners.add(wake);
    });
  }
}

const isSame = (a: WaitingWriter | undefined, b: WaitingWriter): boolean =>
  a?.writerId === b.writerId && a.since === b.since && a.tries === b.tries;

const holds = (read: Promise<boolean>): Promise<boolean> => read.catch(() => false);
