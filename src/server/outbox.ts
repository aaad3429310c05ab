import type { SlowGuard } from './fan-out/slow-guard.ts';

/** What one connection is told beside what others are told as well: one answer at a time, as its reader leaves room. */
export interface Outbox {
  /**
   * Null: the answer of `owner` may be made now. Else resolves once it may: no other is in the making, and what was said
   * before is on its way. Never when the connection closes first.
   */
  enter(owner: object): Promise<void> | null;
  /** As `enter`, for one answer of many. Whoever is at it goes on for a while before others like it begin. */
  enterAgain(owner: object): Promise<void> | null;
  /** Its answer was said, or there is none; does nothing for one that is not in. */
  leave(owner: object): void;
  /** Puts a text on its way at once or as soon as there is room, in the order of the calls. */
  say(text: string): void;
}

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

export function createOutbox({ guard, open, send }: OutboxArgs): Outbox {
  const single: Waiting[] = [];
  const repeated: Waiting[] = [];
  const unsaid: string[] = [];
  let inside: object | null = null;
  let run = 0;
  let waits = false;

  function hasRoom(length = 0): boolean {
    if (!guard.full(length)) return true;
    if (waits) return false;
    waits = true;
    void guard.ready().then(() => {
      waits = false;
      goOn();
    });
    return false;
  }

  function mayEnter(): boolean {
    return open() && inside === null && unsaid.length === 0 && hasRoom();
  }

  function goOn(): void {
    if (!open()) unsaid.length = 0;
    for (let text = unsaid[0]; text !== undefined && hasRoom(text.length); text = unsaid[0]) {
      send(text);
      unsaid.shift();
    }
    if (!mayEnter()) return;
    const next = single.shift() ?? repeated.shift();
    if (!next) return;
    inside = next.owner;
    next.go();
  }

  function enterOver(queue: Waiting[], owner: object, first: boolean): Promise<void> | null {
    if (mayEnter() && single.length === 0 && (first || queue.length === 0)) {
      inside = owner;
      return null;
    }
    return new Promise((go) => {
      if (first) queue.unshift({ owner, go });
      else queue.push({ owner, go });
      goOn();
    });
  }

  return {
    enter: (owner) => enterOver(single, owner, false),
    enterAgain(owner) {
      const again = inside === owner;
      if (again) inside = null;
      run = again ? run + 1 : 0;
      const goesOn = again && run % longestRun !== 0;
      return enterOver(repeated, owner, goesOn);
    },
    leave(owner) {
      if (inside !== owner) return;
      inside = null;
      goOn();
    },
    say(text) {
      if (!open()) return;
      if (unsaid.length === 0 && hasRoom(text.length)) send(text);
      else unsaid.push(text);
    },
  };
}
