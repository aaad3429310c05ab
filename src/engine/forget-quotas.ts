import { instant } from '../clock.ts';
import { forgetQuotas } from '../domain/learn-quota.ts';
import type { Revisit } from './deps.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

const everyMs = 60_000;

/** Lets go of limits that AWS taught us and that nobody has run into for a while: they may have been raised since. */
export async function forgetOldQuotas({ store, lease, clock }: ReconcileDeps): Promise<Revisit> {
  if (lease.epoch() === null) return null;
  if (forgetQuotas(store.state, instant(clock.now())).length > 0) {
    await store.change((state, now) => {
      lease.check(state);
      return { changes: forgetQuotas(state, now), events: [], value: undefined };
    });
  }
  return { afterMs: everyMs };
}
