import { type Clock, instant } from '../clock.ts';
import type { Decide } from '../domain/decision.ts';
import type { Store } from '../store/store.ts';

/**
 * Appends what these observations change, each as a decision of its own, and waits for all. One that changes nothing
 * costs nothing.
 * @throws what the store throws, after all have been tried.
 */
export async function recordObserved(
  { store, clock }: { store: Store; clock: Clock },
  observations: readonly Decide<void>[],
): Promise<void> {
  const now = instant(clock.now());
  const changing = observations.filter((observe) => observe(store.state, now).changes.length > 0);
  const outcomes = await Promise.allSettled(changing.map((observe) => store.change(observe)));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
