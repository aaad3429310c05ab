import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { lookEveryMs } from './look-pace.ts';

/** Why this process cannot vouch for what it knows. */
export interface Unobserved {
  /** When it was noticed, in milliseconds since the epoch. */
  sinceMs: number;
  /** The reason, for people. */
  reason: string;
}

export interface Freshness {
  /** Null while the log is read and a leader observes AWS. */
  unobserved(): Unobserved | null;
  /** Calls `listener` when that changes. Returns the way to stop. */
  onFlip(listener: () => void): () => void;
  close(): void;
}

interface FreshnessDeps {
  store: Pick<Store, 'state' | 'health' | 'catchUp' | 'onEntry'>;
  clock: Clock;
  /** How long the table may be silent; and, beyond the longest time between two looks, how long no look may be recorded. */
  staleAfterMs: number;
  /** A factor on the time between looks. */
  timeScale: number;
}

const checkEveryMs = 1_000;
/** The table is asked once it has not been heard for so long. */
const probeAfterMs = 5_000;

/**
 * Judges by this process's own monotonic time whether what it knows is still observed: the table answers, is the one it
 * was, and looks of a leader are recorded in it. So nobody has to write that nobody writes.
 */
export function watchFreshness({ store, clock, staleAfterMs, timeScale }: FreshnessDeps): Freshness {
  const listeners = new Set<() => void>();
  const unobservedAfterMs = staleAfterMs + lookEveryMs.settledHearing * timeScale;
  let observedAtMs = clock.monotonicMs() - ageAtStart();
  let found: Unobserved | null = null;
  let probing = false;
  let closed = false;

  /** Of a look that was recorded before this process began, the date is all there is to go by. */
  function ageAtStart(): number {
    const ages = Array.from(store.state.all('eye'), ({ observedAt }) =>
      observedAt === null ? 0 : clock.now() - Date.parse(observedAt),
    );
    return ages.length === 0 ? 0 : Math.max(0, Math.min(...ages));
  }

  function reasonOf(): string | null {
    const { lost, confirmedAtMs } = store.health();
    if (lost !== null) return lost;
    const now = clock.monotonicMs();
    if (now - confirmedAtMs >= staleAfterMs)
      return `The table has not shown its log for ${staleAfterMs / 1_000} s. Check the table and the network.`;
    const eyes = [...store.state.all('eye')];
    const saysItself = eyes.length > 0 && eyes.every(({ stale }) => stale);
    if (now - observedAtMs < unobservedAfterMs || saysItself) return null;
    return `No look at AWS has been recorded for ${unobservedAfterMs / 1_000} s. Check that a process leads.`;
  }

  function probe(): void {
    if (probing || clock.monotonicMs() - store.health().confirmedAtMs < probeAfterMs) return;
    probing = true;
    void store
      .catchUp()
      .catch(() => {})
      .finally(() => {
        probing = false;
        judge();
      });
  }

  function judge(): void {
    if (closed) return;
    const reason = reasonOf();
    if (reason === (found?.reason ?? null)) return;
    found = reason === null ? null : { sinceMs: found?.sinceMs ?? clock.now(), reason };
    for (const listener of [...listeners]) listener();
  }

  function turn(): void {
    probe();
    judge();
    cancel = clock.after(checkEveryMs, turn);
  }

  const unfollow = store.onEntry(({ changes }) => {
    if (!changes.some(({ type }) => type === 'eye')) return;
    observedAtMs = clock.monotonicMs();
    judge();
  });
  let cancel = () => {};
  turn();

  return {
    unobserved: () => found,
    onFlip(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      cancel();
      unfollow();
    },
  };
}
