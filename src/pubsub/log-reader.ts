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

  /** One timer at most, left to run where it would ring too early: it only wakes. */
  let timer: { atMs: number; cancel(): void } | null = null;

  function ringAt(atMs: number): void {
    if (!Number.isFinite(atMs) || (timer && timer.atMs <= atMs)) return;
    timer?.cancel();
    const cancel = clock.after(atMs - clock.now(), () => {
      timer = null;
      wake?.();
    });
    timer = { atMs, cancel };
  }

  function wait(untilMs: number): Promise<void> {
    ringAt(untilMs);
    return new Promise((resolve) => {
      wake = () => {
        wake = null;
        unfollow();
        resolve();
      };
      const unfollow = store.onEntry(wake);
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
        if (untilMs <= clock.now()) return [];
        await wait(untilMs);
      }
      return null;
    },
    close() {
      closed = true;
      timer?.cancel();
      wake?.();
    },
  };
}
