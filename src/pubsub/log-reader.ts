import type { Clock } from '../clock.ts';
import type { Entry } from '../domain/log.ts';
import type { Store } from '../store/store.ts';

/** What a reader of the log needs of it. */
export interface LogReaderDeps {
  store: Pick<Store, 'incarnation' | 'state' | 'floor' | 'catchUp' | 'onEntry' | 'entriesAfter'>;
  clock: Clock;
}

export interface LogReader {
  /** Everything up to here was read. May be set, to go on from elsewhere. */
  position: number;
  /**
   * The next entries in order, at most a hundred. Waits for them until `untilMs` (of the clock), then answers none;
   * null once closed.
   * @throws OutdatedCursorError when the position has fallen below the floor.
   */
  read(untilMs: number): Promise<readonly Entry[] | null>;
  /** Ends a `read` that waits. */
  close(): void;
}

const batchSize = 100;

/**
 * A place in the log that moves as it is read. The log's announcements only wake it; what it hands out is always read
 * from the log, so one that is slow costs nothing, misses nothing and holds nothing back.
 */
export function openLogReader({ store, clock }: LogReaderDeps, position: number): LogReader {
  let closed = false;
  let wake: (() => void) | null = null;
  const unfollow = store.onEntry(() => wake?.());

  function wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = Number.isFinite(delayMs) ? clock.after(delayMs, () => wake?.()) : () => {};
      wake = () => {
        wake = null;
        cancel();
        resolve();
      };
    });
  }

  return {
    position,
    async read(untilMs) {
      while (!closed) {
        if (this.position < store.state.position) {
          const entries = await store.entriesAfter(this.position, batchSize);
          if (closed) break;
          const last = entries.at(-1);
          if (!last) throw new Error(`The log says nothing after position ${this.position}.`);
          this.position = last.position;
          return entries;
        }
        const delayMs = untilMs - clock.now();
        if (delayMs <= 0) return [];
        await wait(delayMs);
      }
      return null;
    },
    close() {
      closed = true;
      unfollow();
      wake?.();
    },
  };
}
