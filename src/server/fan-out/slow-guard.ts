import type { Writable } from 'node:stream';
import type { Clock } from '../../clock.ts';

export interface SlowGuardArgs {
  clock: Clock;
  /** The connection, or the answer that is written to it. */
  stream: Writable;
  /** Bytes that may wait; one write may go beyond while next to nothing waits. */
  unreadAtMost: number;
  /** Too much waits now; `false`: it was read, or the connection is closed. */
  onChange(full: boolean): void;
  /** It was full for `stuckMs` on end. */
  onStuck(): void;
}

/** How long a reader may leave too much unread. */
export const stuckMs = 60_000;

/** Watches how much of what was written to a connection waits to be read. */
export class SlowGuard {
  private stuck = false;
  private readonly stream: Writable;
  private readonly unreadAtMost: number;
  private cancel = () => {};
  private readonly waiting = new Set<() => void>();

  constructor(private readonly args: SlowGuardArgs) {
    this.stream = args.stream;
    this.unreadAtMost = args.unreadAtMost;
    const relieve = () => this.relieve();
    this.stream.on('drain', relieve);
    this.stream.once('close', relieve);
  }

  /** Too much waits, or would with `length` more; it stays so until all of it was read. */
  full(length = 0): boolean {
    if (this.stuck) return true;
    const { stream, args } = this;
    if (stream.writableLength + length <= this.unreadAtMost || stream.destroyed) return false;
    // Without a need to drain there is no word when it has drained either.
    if (!stream.writableNeedDrain) return false;
    this.stuck = true;
    this.cancel = args.clock.after(stuckMs, args.onStuck);
    args.onChange(true);
    return true;
  }

  /** Resolves when it is not full, or the connection is closed. */
  ready(): Promise<void> {
    return this.stuck ? new Promise((resolve) => this.waiting.add(resolve)) : Promise.resolve();
  }

  private relieve(): void {
    if (!this.stuck) return;
    this.stuck = false;
    this.cancel();
    this.args.onChange(false);
    for (const resolve of [...this.waiting]) resolve();
    this.waiting.clear();
  }
}
