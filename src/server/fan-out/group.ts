import { END } from '../../domain/cursor.ts';
import type { Entry } from '../../domain/log.ts';
import { LogReader } from '../../pubsub/log-reader.ts';
import type { Place, Sees, Teller, Told } from '../../pubsub/stream.ts';
import { bookmarkEveryMs } from '../../pubsub/watch.ts';
import type { ContextDeps } from '../../resolvers/context.ts';
import { Arrivals } from './arrivals.ts';
import { Asked, anyoneOf, type Scope } from './asked.ts';
import { type Cohort, Cohorts, divide } from './cohorts.ts';
import type { Member, Standing } from './member.ts';
import type { Pace } from './pace.ts';
import type { SharedMessage } from './shared-message.ts';
import { Stretch } from './stretch.ts';

export type { Member } from './member.ts';

export interface Group {
  /**
   * Takes in somebody who has everything up to `position`, at just that position. False: the group is past it; come
   * again further on.
   */
  join(position: number, member: Member, scope: Scope, told?: number): boolean;
  leave(member: Member): void;
  close(): void;
}

export interface GroupArgs {
  deps: Pick<ContextDeps, 'store' | 'clock' | 'freshness'>;
  position: number;
  teller: Teller<unknown>;
  /** Answers a message as the one who is asked may see it; null where that cannot be shared. */
  answer(message: unknown, asked: Asked): Promise<SharedMessage | null> | SharedMessage | null;
  pace: Pace;
  count(deliveries: number): void;
  /** Called once: nobody is left, or it cannot go on. */
  onEnd(error: unknown): void;
}

/** What an execution costs beside deliveries. */
const executionCost = 5;

/**
 * Subscribers who asked for the same. The group moves along the log entry by entry, and takes people in only between
 * entries, so nobody misses or repeats any. It executes once per distinct cohort and sends the result to all alike.
 */
export function startGroup(args: GroupArgs): Group {
  const group = new LogGroup(args);
  group.start();
  return group;
}

class LogGroup implements Group {
  private readonly reader: LogReader;
  private readonly cohorts = new Cohorts();
  private readonly arrivals = new Arrivals();
  /** All were told everything up to here. */
  private place: Place;
  /** The entry that is being told or was told last. */
  private reached: number;
  private telling = false;
  private closed = false;

  constructor(private readonly args: GroupArgs) {
    this.reader = new LogReader(args.deps, args.position);
    this.place = { position: args.position, index: END };
    this.reached = args.position;
  }

  start(): void {
    this.run().catch((error: unknown) => this.end(error));
  }

  join(position: number, member: Member, scope: Scope, told = 0): boolean {
    if (this.closed || position < this.reached) return false;
    if (position === this.reached && !this.telling) this.carry(member, { scope, told });
    else this.arrivals.add(position, member, { scope, told });
    return true;
  }

  leave(member: Member): void {
    this.cohorts.remove(member);
    this.arrivals.remove(member);
    this.endIfEmpty();
  }

  close(): void {
    this.end(null);
  }

  private async run(): Promise<void> {
    while (!this.closed) {
      const entries = await this.reader.read(this.nextBookmarkAtMs(), () => this.isToRetell());
      if (this.closed || entries === null) return;
      for (const entry of entries) {
        await this.tellEntry(entry);
        if (this.closed) return;
      }
      await this.retell();
      if (!this.closed) await this.tellQuiet();
    }
  }

  private async tellEntry(entry: Entry): Promise<void> {
    const { position } = entry;
    this.telling = true;
    this.reached = position;
    const { teller } = this.args;
    await this.tellAll(this.cohorts.all(), position, (sees, told) => teller.tell(entry, sees, told));
    if (this.closed) return;
    this.place = { position, index: END };
    this.admit();
  }

  private async tellAll(
    to: Cohort[],
    position: number,
    messagesFor: (sees: Sees, told: number) => Iterable<Told<unknown>>,
  ): Promise<void> {
    for (let left = to; left[0] && !this.closed; ) {
      const { scope, told } = left[0];
      const asked = new Asked(anyoneOf(scope));
      const messages = [...messagesFor(asked.sees, told)];
      const [alike, others] = divide(left, asked, told);
      for (const { index, message, unobserved = told } of messages) {
        await this.tell(message, { position, index, unobserved }, alike);
        if (this.closed) return;
      }
      left = others;
    }
  }

  private async tell(message: unknown, at: Place, to: Cohort[]): Promise<void> {
    for (let left = to; left[0] && !this.closed; ) {
      const turn = this.args.pace.take(executionCost);
      if (turn) await turn;
      const asked = new Asked(anyoneOf(left[0].scope));
      const answered = this.args.answer(message, asked);
      const shared = answered instanceof Promise ? await answered : answered;
      if (this.closed) return;
      if (!shared) return this.end(null);
      const [alike, others] = divide(left, asked);
      await this.deliver(shared, at, alike);
      left = others;
    }
  }

  private async deliver(shared: SharedMessage, at: Place, to: Cohort[]): Promise<void> {
    const saidAtMs = this.nowMs();
    const members = to.reduce((sum, cohort) => sum + cohort.members.size, 0);
    const stretch = new Stretch(this.args.pace, members);
    let sent = 0;
    for (const cohort of to) {
      cohort.saidAtMs = saidAtMs;
      for (const member of cohort.members) {
        const turn = stretch.next();
        if (turn && !(await this.isCarriedAfter(turn, member, cohort))) continue;
        if (this.closed) return;
        stretch.spend();
        if (member.take(shared, at)) sent += 1;
        else this.release(member, cohort);
      }
    }
    this.args.count(sent);
    this.endIfEmpty();
  }

  private async isCarriedAfter(turn: Promise<void>, member: Member, { members }: Cohort): Promise<boolean> {
    await turn;
    return !this.closed && members.has(member);
  }

  private release(member: Member, { told }: Cohort): void {
    this.cohorts.remove(member);
    member.release({ ...this.place, unobserved: told });
  }

  /** At the end of the log: to those whose records read otherwise by now, each record as it stands. */
  private async retell(): Promise<void> {
    const { teller } = this.args;
    const to = teller.unobserved();
    const behind = this.cohorts.all().filter(({ told }) => told !== to);
    if (behind.length === 0 || !this.isAtEnd()) return;
    this.telling = true;
    await this.tellAll(behind, this.reached, (sees, from) => teller.retell(sees, from, to));
    if (this.closed) return;
    for (const cohort of behind) this.cohorts.move(cohort, to, this.nowMs());
    this.admit();
  }

  /** Sends a bookmark to those who were told nothing for too long. */
  private async tellQuiet(): Promise<void> {
    const nowMs = this.nowMs();
    const quiet = this.cohorts.all().filter(({ saidAtMs }) => nowMs >= saidAtMs + bookmarkEveryMs);
    if (quiet.length === 0 || !this.isAtEnd()) return;
    this.telling = true;
    for (const told of new Set(quiet.map((cohort) => cohort.told))) {
      const bookmark = this.args.teller.bookmark(this.reached, told);
      const to = quiet.filter((cohort) => cohort.told === told);
      if (bookmark !== null) await this.tell(bookmark, { ...this.place, unobserved: told }, to);
    }
    for (const cohort of quiet) cohort.saidAtMs = nowMs;
    if (!this.closed) this.admit();
  }

  private isToRetell(): boolean {
    return this.cohorts.isAnyBehind(this.args.teller.unobserved());
  }

  private isAtEnd(): boolean {
    return this.reader.position >= this.args.deps.store.state.position;
  }

  private nextBookmarkAtMs(): number {
    return this.cohorts.quietSinceMs(this.nowMs()) + bookmarkEveryMs;
  }

  private nowMs(): number {
    return this.args.deps.clock.monotonicMs();
  }

  private carry(member: Member, standing: Standing): void {
    this.cohorts.add(member, standing, this.nowMs());
  }

  private admit(): void {
    this.telling = false;
    for (const [member, standing] of this.arrivals.takeAt(this.reached)) this.carry(member, standing);
  }

  private endIfEmpty(): void {
    if (this.cohorts.members === 0 && this.arrivals.isEmpty) this.end(null);
  }

  private end(error: unknown): void {
    if (this.closed) return;
    this.closed = true;
    this.reader.close();
    const arrived = this.arrivals.clear();
    const carried = this.cohorts.clear();
    for (const [member, { told }] of carried) member.release({ ...this.place, unobserved: told });
    for (const member of arrived) member.release(null);
    this.args.onEnd(error);
  }
}
