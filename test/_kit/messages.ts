export interface Message {
  data?: Record<string, unknown> | null;
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
}

/** What a subscription said, in order, with a way to wait for more. */
export class Messages<T = Message> {
  readonly all: T[] = [];
  /** Set once the stream is over: `complete`, or what ended it. */
  ended: unknown = null;
  private seen = 0;
  private readonly waiting = new Set<() => void>();

  push(message: T): void {
    this.all.push(message);
    this.wake();
  }

  end(reason: unknown): void {
    this.ended ??= reason;
    this.wake();
  }

  /**
   * The next message for which `matches` holds, after those handed out before; earlier ones are passed over.
   * @throws Error when the stream ends first, or nothing matches for `withinMs`.
   */
  async next(matches: (message: T) => boolean = () => true, withinMs = 15_000): Promise<T> {
    const found = await this.until(() => {
      while (this.seen < this.all.length) {
        const message = this.all[this.seen] as T;
        this.seen += 1;
        if (matches(message)) return { message };
      }
      return null;
    }, withinMs);
    return found.message;
  }

  /** Why the stream ended. */
  async over(withinMs = 15_000): Promise<unknown> {
    return (await this.until(() => this.ended !== null && { reason: this.ended }, withinMs, true)).reason;
  }

  private until<R extends object>(
    look: () => R | null | false,
    withinMs: number,
    ending = false,
  ): Promise<R> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(check);
      };
      const check = () => {
        const found = look();
        if (found) {
          done();
          resolve(found);
        } else if (this.ended !== null && !ending) {
          done();
          reject(
            new Error(
              `The stream ended (${describe(this.ended)}) after ${JSON.stringify(this.all.slice(-5))}`,
            ),
          );
        }
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`Nothing came in time. The last: ${JSON.stringify(this.all.slice(-5))}`));
      }, withinMs);
      this.waiting.add(check);
      check();
    });
  }

  private wake(): void {
    for (const check of [...this.waiting]) check();
  }
}

const describe = (reason: unknown) => (reason instanceof Error ? reason.message : JSON.stringify(reason));
