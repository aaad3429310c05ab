import type { Clock } from '../clock.ts';
import { mediaLiveEye } from '../domain/observe-eye.ts';
import type { Eye } from '../domain/records.ts';
import type { Store } from '../store/store.ts';

export interface LookAges {
  /** The eyes that must be heard of: MediaLive's, and that of each flow. */
  eyes(): Iterable<string>;
  /** How long ago an eye's last look was recorded or, where none was, since when it is known. */
  ageMs(eyeId: string): number;
  close(): void;
}

interface LookAgesDeps {
  store: Pick<Store, 'state' | 'health' | 'onEntry'>;
  clock: Clock;
}

const confirmedEveryMs = 1_000;

/** Keeps how old the last recorded look of each eye is, by this process's own monotonic time. */
export function trackLookAges({ store, clock }: LookAgesDeps): LookAges {
  const looks = new Map<string, { recordedMs: number; observedAt: string | null }>();
  /** Entries folded from now on were appended after this. */
  let confirmedMs = clock.monotonicMs();

  function note(id: string, eye: Eye | undefined, unknownForMs: number): void {
    const observedAt = eye?.observedAt ?? null;
    const ageMs = observedAt === null ? 0 : clock.now() - Date.parse(observedAt);
    const recordedMs = clock.monotonicMs() - Math.max(0, Math.min(ageMs, unknownForMs));
    looks.set(id, { recordedMs, observedAt });
  }

  /** What else is kept with an eye (that a look was asked for, a read of quotas) tells of no look. */
  const isLook = (id: string, { observedAt }: Eye) =>
    observedAt !== null && looks.get(id)?.observedAt !== observedAt;

  // Of a look that was recorded before this process began, the date is all there is to go by.
  for (const id of [mediaLiveEye, ...Array.from(store.state.all('flow'), (flow) => flow.id)])
    note(id, store.state.get('eye', id), Number.POSITIVE_INFINITY);

  const unfollow = store.onEntry(({ changes }) => {
    // Another machine's clock is believed for no longer than this process was cut off.
    const cutOffMs = clock.monotonicMs() - confirmedMs;
    for (const { type, id, record } of changes) {
      if (type === 'flow' && !record) looks.delete(id);
      else if (type === 'flow' && !looks.has(id)) note(id, undefined, 0);
      else if (type === 'eye' && record && isLook(id, record)) note(id, record, cutOffMs);
    }
  });

  function confirm(): void {
    confirmedMs = store.health().confirmedAtMs;
    cancel = clock.after(confirmedEveryMs, confirm);
  }
  let cancel = () => {};
  confirm();

  return {
    *eyes() {
      yield mediaLiveEye;
      for (const { id } of store.state.all('flow')) yield id;
    },
    ageMs: (eyeId) => clock.monotonicMs() - (looks.get(eyeId)?.recordedMs ?? clock.monotonicMs()),
    close() {
      cancel();
      unfollow();
    },
  };
}
