import type { Hint } from '../aws/events/hint.ts';
import { heardExpiresMs } from '../domain/heard.ts';
import { observeDelivery } from '../domain/observe-delivery.ts';
import type { PollerDeps } from './poller-deps.ts';
import { recordObserved } from './record-observed.ts';

type Delivery = Extract<Hint, { about: 'delivery' }>;

/** So many may wait for their output to be seen. */
const atMost = 1_000;

export interface KeptDeliveries {
  note(delivery: Delivery): void;
  /** Records what was noted of outputs that are known by now. @throws what the store throws; it is then kept. */
  record(): Promise<void>;
}

/** What events told of deliveries, kept until the output they are about has been seen: events may come before looks. */
export function keepDeliveries(deps: PollerDeps): KeptDeliveries {
  /** When each came, by the monotonic clock. */
  const noted = new Map<Delivery, number>();
  // It bears AWS's own date, and no look makes up for it: whoever hears it records it.
  const recording = { ...deps, settings: { enabled: () => true } };
  return {
    note(delivery) {
      noted.set(delivery, deps.clock.monotonicMs());
      const [oldest] = noted.keys();
      if (noted.size > atMost && oldest) noted.delete(oldest);
    },
    async record() {
      for (const [delivery, notedMs] of [...noted]) {
        if (deps.clock.monotonicMs() - notedMs > heardExpiresMs) noted.delete(delivery);
        else if (deps.store.state.get('output', delivery.outputArn)) {
          const { outputArn, connected, at } = delivery;
          await recordObserved(recording, [
            (state, now) => observeDelivery(state, outputArn, { connected, at }, now),
          ]);
          noted.delete(delivery);
        }
      }
    },
  };
}
