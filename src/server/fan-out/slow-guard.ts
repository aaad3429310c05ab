import type { Duplex } from 'node:stream';
import type { Clock } from '../../clock.ts';

/** Watches how much of what was written to a connection waits to be read. */
export interface SlowGuard {
  /** Too much waits; it stays so until all of it was read. */
  full(): boolean;
  /** Resolves when it is not full, or the connection is closed. */
  ready(): Promise<void>;
}

export interface SlowGuardArgs {
  clock: Clock;
  stream: Duplex;
  /** Too much waits now; `true`: it was read, or the connection is closed. */
  onChange(full: boolean): void;
  /** It was full for `stuckMs` on end. */
  onStuck(): void;
}

/** Bytes that may wait for one reader; with a message that was begun below it, the whole cost of not reading. */
export const unreadAtMost = 256 * 1024;
/** How long a reader may leave as much as that unread. */
export const stuckMs = 60_000;

export function createSlowGuard({ clock, stream, onChange, onStuck }: SlowGuardArgs): SlowGuard {
  let stuck = false;
  let cancel = () => {};
  const waiting = new Set<() => void>();

  function relieve(): void {
    if (!stuck) return;
    stuck = false;
    cancel();
    onChange(false);
    for (const resolve of [...waiting]) resolve();
    waiting.clear();
  }

  stream.on('drain', relieve);
  stream.once('close', relieve);

  return {
    full() {
      if (stuck) return true;
      if (stream.writableLength <= unreadAtMost || stream.destroyed) return false;
      stuck = true;
      cancel = clock.after(stuckMs, onStuck);
      onChange(true);
      return true;
    },
    ready: () => (stuck ? new Promise((resolve) => waiting.add(resolve)) : Promise.resolve()),
  };
}
