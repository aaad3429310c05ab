import type { SlowGuard } from './fan-out/slow-guard.ts';

export interface OutboxArgs {
  guard: Pick<SlowGuard, 'full' | 'ready'>;
  open(): boolean;
  send(text: string): void;
}

interface Waiting {
  owner: object;
  go(): void;
}

/** Answers of one owner in a row while others wait. */
const longestRun = 100;

/** What one connection is told beside what others are told as well: one answer at a time, as its reader leaves room. */
export class Outbox {
  private readonly single: Waiting[] = [];
  private readonly repeated: Waiting[] = [];
  private readonly unsaid: string[] = [];
  private inside: object | null = null;
  private run = 0;
  private waits = false;

  constructor(private readonly args: OutboxArgs) {}

  /**
   * Null: the answer of `owner` may be made now. Else resolves once it may: no other is in the making, and what was said
   * before is on its way. Never when the connection closes first.
   */
  enter(owner: object): Promise<void> | null {
    return this.enterOver(this.single, owner, false);
  }

  /** As `enter`, for one answer of many. Whoever is at it goes on for a while before others like it begin. */
  enterAgain(owner: object): Promise<void> | null {
    const again = this.inside === owner;
    if (again) this.inside = null;
    this.run = again ? this.run + 1 : 0;
    const goesOn = again && this.run % longestRun !== 0;
    return this.enterOver(this.repeated, owner, goesOn);
  }

  /** Its answer was said, or there is none; does nothing for one that is not in. */
  leave(owner: object): void {
    if (this.inside !== owner) return;
    this.inside = null;
    this.goOn();
  }

  /** Puts a text on its way at once or as soon as there is room, in the order of the calls. */
  say(text: string): void {
    if (!this.args.open()) return;
    if (this.unsaid.length === 0 && this.hasRoom(text.length)) this.args.send(text);
    else this.unsaid.push(text);
  }

  private enterOver(queue: Waiting[], owner: object, first: boolean): Promise<void> | null {
    if (this.mayEnter() && this.single.length === 0 && (first || queue.length === 0)) {
      this.inside = owner;
      return null;
    }
    return new Promise((go) => {
      if (first) queue.unshift({ owner, go });
      else queue.push({ owner, go });
      this.goOn();
    });
  }

  private mayEnter(): boolean {
    return this.args.open() && this.inside === null && this.unsaid.length === 0 && this.hasRoom();
  }

  private hasRoom(length = 0): boolean {
    const { guard } = this.args;
    if (!guard.full(length)) return true;
    if (this.waits) return false;
    this.waits = true;
    void guard.ready().then(() => {
      this.waits = false;
      this.goOn();
    });
    return false;
  }

  private goOn(): void {
    const { unsaid, args } = this;
    if (!args.open()) unsaid.length = 0;
    for (let text = unsaid[0]; text !== undefined && this.hasRoom(text.length); text = unsaid[0]) {
      args.send(text);
      unsaid.shift();
    }
    if (!this.mayEnter()) return;
    const next = this.single.shift() ?? this.repeated.shift();
    if (!next) return;
    this.inside = next.owner;
    next.go();
  }
}
