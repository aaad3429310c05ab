import type { Writable } from 'node:stream';
import type { Clock } from '../../clock.ts';

/** Watches how much of what was written to a connection waits to be read. */
export interface SlowGuard {
  /** Too much waits, or would with `length` more; it stays so until all of it was read. */
  full(length?: number): boolean;
  /** Resolves when it is not full, or the connection is closed. */
  ready(): Promise<void>;
}

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

export function createSlowGuard({ clock, stream, unreadAtMost, ...told }: SlowGuardArgs): SlowGuard {
  let stuck = false;
  let cancel = () => {};
  const waiting = new Set<() => void>();

  function relieve(): void {
    if (!stuck) return;
    stuck = false;
    cancel();
    told.onChange(false);
    for (const resolve of [...waiting]) resolve();
    waiting.clear();
  }

  stream.on('drain', relieve);
  stream.once('close', relieve);

  return {
    full(length = 0) {
      if (stuck) return true;
      if (stream.writableLength + length <= unreadAtMost || stream.destroyed) return false;
      // Without a need to drain there is no word when it has drained either.
      if (!stream.writableNeedDrain) return false;
      stuck = true;
      cancel = clock.after(stuckMs, told.onStuck);
      told.onChange(true);
      return true;
    },
    ready: () => (stuck ? new Promise((resolve) => waiting.add(resolve)) : Promise.resolve()),
  };
}
