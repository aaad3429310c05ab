import { type Clock, instant } from '../clock.ts';
import { type Decide, nothing } from '../domain/decision.ts';
import type { Store } from '../store/store.ts';

interface RecordDeps {
  store: Store;
  clock: Clock;
  settings: { enabled(): boolean };
}

/**
 * Appends what these observations change, each as a decision of its own, and waits for all. One that changes nothing
 * costs nothing. Where this process does not lead by the newest log nothing is: whoever leads has looked since,
 * or will.
 * @throws what the store throws, after all have been tried.
 */
export async function recordObserved(
  { store, clock, settings }: RecordDeps,
  observations: readonly Decide<void>[],
): Promise<void> {
  const now = instant(clock.now());
  const changing = observations.filter((observe) => observe(store.state, now).changes.length > 0);
  const outcomes = await Promise.allSettled(
    changing.map((observe) =>
      store.change((state, at) => (settings.enabled() ? observe(state, at) : nothing(undefined))),
    ),
  );
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
