export interface TurnLimits {
  /** Works under way at once. */
  atOnce: number;
  /** Of one key; as many as `atOnce` when left out. */
  atOncePerKey?: number;
  /** Works of one key that may wait; any number when left out. */
  waitingPerKey?: number;
}

interface Waiting {
  go(): void;
}

/** Too many works of this key wait already. */
export class TooManyWaitingError extends Error {
  override readonly name = 'TooManyWaitingError';
}

/** Runs a bounded number of works at once. Keys take turns, so that none waits behind all works of another. */
export class Turns {
  private running = 0;
  private readonly runningOf = new Map<string, number>();
  /** By key, in the order of their next turns. */
  private readonly waiting = new Map<string, Set<Waiting>>();

  constructor(private readonly limits: TurnLimits) {}

  /** Works that wait now. */
  get waits(): number {
    let waits = 0;
    for (const ofKey of this.waiting.values()) waits += ofKey.size;
    return waits;
  }

  /** @throws TooManyWaitingError; the signal's reason when it is aborted before the turn came. */
  async run<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const turn = this.mayRun(key) ? null : this.turnOf(key, signal);
    if (turn) await turn;
    else this.begin(key);
    try {
      return await work();
    } finally {
      this.end(key);
    }
  }

  private mayRun(key: string): boolean {
    const { atOnce, atOncePerKey = atOnce } = this.limits;
    return this.running < atOnce && (this.runningOf.get(key) ?? 0) < atOncePerKey;
  }

  private turnOf(key: string, signal?: AbortSignal): Promise<void> {
    const ofKey = this.waiting.get(key) ?? new Set();
    if (ofKey.size >= (this.limits.waitingPerKey ?? Number.POSITIVE_INFINITY))
      throw new TooManyWaitingError();
    this.waiting.set(key, ofKey);
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        go() {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        },
      };
      const giveUp = () => {
        this.forget(key, waiting);
        reject(signal?.reason);
      };
      ofKey.add(waiting);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  private begin(key: string): void {
    this.running += 1;
    this.runningOf.set(key, (this.runningOf.get(key) ?? 0) + 1);
  }

  private end(key: string): void {
    this.running -= 1;
    const left = (this.runningOf.get(key) ?? 1) - 1;
    if (left > 0) this.runningOf.set(key, left);
    else this.runningOf.delete(key);
    for (const [next, ofKey] of this.waiting) {
      if (!this.mayRun(next)) continue;
      const [first] = ofKey;
      if (!first) continue;
      this.forget(next, first);
      // Last in the order of turns from now on.
      if (ofKey.size > 0) {
        this.waiting.delete(next);
        this.waiting.set(next, ofKey);
      }
      this.begin(next);
      first.go();
      return;
    }
  }

  private forget(key: string, waiting: Waiting): void {
    const ofKey = this.waiting.get(key);
    ofKey?.delete(waiting);
    if (ofKey?.size === 0) this.waiting.delete(key);
  }
}
