import type { Clock } from '../clock.ts';
import type { Entry } from '../domain/log.ts';
import type { Store } from '../store/store.ts';
import type { Freshness } from './freshness.ts';

/** What a reader of the log needs of it. */
export interface LogReaderDeps {
  store: Pick<Store, 'incarnation' | 'state' | 'floor' | 'catchUp' | 'onEntry' | 'entriesAfter'>;
  clock: Clock;
  /** Tells readers apart, who take turns at the table. */
  tokenKey?: string;
  /** Left out: what is known always counts as observed. */
  freshness?: Pick<Freshness, 'parts' | 'onFlip'> | undefined;
}

const batchSize = 100;

/**
 * A place in the log that moves as it is read. The log's announcements only wake it; what it hands out is always read
 * from the log, so one that is slow costs nothing, misses nothing and holds nothing back.
 */
export class LogReader {
  private closed = false;
  private wake: (() => void) | null = null;
  /** One timer at most, left to run where it would ring too early: it only wakes. */
  private timer: { atMs: number; cancel(): void } | null = null;

  constructor(
    private readonly deps: LogReaderDeps,
    /** Everything up to here was read. May be set, to go on from elsewhere. */
    public position: number,
  ) {}

  /**
   * The next entries in order, at most a hundred. Waits for them until `untilMs` (monotonic) or until `isDue`, then
   * answers none; null once closed.
   * @throws OutdatedCursorError when the position has fallen below the floor.
   */
  async read(untilMs: number, isDue = () => false): Promise<readonly Entry[] | null> {
    const { store, clock, tokenKey } = this.deps;
    while (!this.closed) {
      if (this.position < store.state.position) {
        const entries = await store.entriesAfter(this.position, batchSize, tokenKey);
        if (this.closed) break;
        const last = entries.at(-1);
        if (!last) throw new Error(`The log says nothing after position ${this.position}.`);
        this.position = last.position;
        return entries;
      }
      if (untilMs <= clock.monotonicMs() || isDue()) return [];
      await this.wait(untilMs);
    }
    return null;
  }

  /** Ends a `read` that waits. */
  close(): void {
    this.closed = true;
    this.timer?.cancel();
    this.wake?.();
  }

  private wait(untilMs: number): Promise<void> {
    this.ringAt(untilMs);
    return new Promise((resolve) => {
      this.wake = () => {
        this.wake = null;
        unfollow();
        unwatch?.();
        resolve();
      };
      const unfollow = this.deps.store.onEntry(this.wake);
      const unwatch = this.deps.freshness?.onFlip(this.wake);
    });
  }

  private ringAt(atMs: number): void {
    if (!Number.isFinite(atMs) || (this.timer && this.timer.atMs <= atMs)) return;
    this.timer?.cancel();
    const { clock } = this.deps;
    const cancel = clock.after(atMs - clock.monotonicMs(), () => {
      this.timer = null;
      this.wake?.();
    });
    this.timer = { atMs, cancel };
  }
}
