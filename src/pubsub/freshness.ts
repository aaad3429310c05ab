import type { Clock } from '../clock.ts';
import { unobservedSince } from '../domain/unobserved-parts.ts';
import type { Store } from '../store/store.ts';
import { trackLookAges } from './look-ages.ts';
import { recordedEveryMs } from './look-pace.ts';
import { UnobservedHistory } from './unobserved-history.ts';

/** Why this process cannot vouch for what it knows. */
export interface Unobserved {
  /** When it was noticed, in milliseconds since the epoch. */
  sinceMs: number;
  /** The reason, for people. */
  reason: string;
}

export interface Freshness {
  /** Null while the log is read and a leader observes at least a part of AWS. */
  unobserved(): Unobserved | null;
  /** Which parts of AWS are not observed. */
  readonly parts: Pick<UnobservedHistory, 'current' | 'mark' | 'changes' | 'partsOf'>;
  /** For how long no look may be recorded. */
  readonly unobservedAfterMs: number;
  /** Calls `listener` when any of that changes. Returns the way to stop. */
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

const checkAtMostEveryMs = 1_000;
/** The table is asked once it has not been heard for so long, or for half the time that it may be silent. */
const probeAfterAtMostMs = 5_000;

/**
 * Judges by this process's own monotonic time whether what it knows is still observed: the table answers, is the one it
 * was, and looks by each eye are recorded in it. So nobody has to write that nobody writes.
 */
export function watchFreshness({ store, clock, staleAfterMs, timeScale }: FreshnessDeps): Freshness {
  const listeners = new Set<() => void>();
  const unobservedAfterMs = staleAfterMs + recordedEveryMs(timeScale);
  const probeAfterMs = Math.min(probeAfterAtMostMs, staleAfterMs / 2);
  const checkEveryMs = Math.min(checkAtMostEveryMs, staleAfterMs / 4);
  const parts = new UnobservedHistory();
  const ages = trackLookAges({ store, clock });
  let found: Unobserved | null = null;
  let probing = false;
  let closed = false;

  const saysItself = (eyeId: string) => store.state.get('eye', eyeId)?.stale === true;

  function reasonOf(silent: ReadonlySet<string>): string | null {
    const { lost, failure, confirmedAtMs } = store.health();
    if (lost !== null) return lost;
    if (clock.monotonicMs() - confirmedAtMs >= staleAfterMs)
      return `The table has not shown its log for ${staleAfterMs / 1_000} s. ${failure ?? 'Check the table and the network.'}`;
    if (silent.size === 0) return null;
    for (const id of ages.eyes()) if (!silent.has(id) && !saysItself(id)) return null;
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

  /** What was not observed before keeps the instant at which that was noticed. */
  function sinceBySilent(silent: ReadonlySet<string>, rest: number): Map<string, number> {
    const eyes = new Map<string, number>();
    for (const id of silent) {
      const sinceMs = unobservedSince(parts.current, id) || clock.now();
      if (sinceMs !== rest) eyes.set(id, sinceMs);
    }
    return eyes;
  }

  function judge(): void {
    if (closed) return;
    const silent = new Set(
      [...ages.eyes()].filter((id) => !saysItself(id) && ages.ageMs(id) >= unobservedAfterMs),
    );
    const reason = reasonOf(silent);
    const before = found?.reason ?? null;
    found = reason === null ? null : { sinceMs: found?.sinceMs ?? clock.now(), reason };
    const rest = found?.sinceMs ?? 0;
    const moved = parts.set({ rest, eyes: sinceBySilent(silent, rest) });
    if (moved || reason !== before) for (const listener of [...listeners]) listener();
  }

  function turn(): void {
    probe();
    judge();
    cancel = clock.after(checkEveryMs, turn);
  }

  const unfollow = store.onEntry(({ changes }) => {
    if (changes.some(({ type }) => type === 'eye' || type === 'flow')) judge();
  });
  let cancel = () => {};
  turn();

  return {
    unobserved: () => found,
    parts,
    unobservedAfterMs,
    onFlip(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      cancel();
      unfollow();
      ages.close();
    },
  };
}
