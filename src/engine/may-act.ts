import { nothing } from '../domain/decision.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

/** A call must begin with this much of the lease left; it is renewed long before. */
export const callMs = 2_000;

/**
 * To be asked right before an act that nothing in the log announces: reads the table, so that what is done next is done
 * by the leader of now, knowing every wish there is by now.
 * @throws LostLeadershipError when another process leads; UnavailableError
 */
export async function mayAct({ store, lease }: Pick<ReconcileDeps, 'store' | 'lease'>): Promise<boolean> {
  await store.change((state) => nothing(lease.check(state)));
  return lease.outlasts(callMs);
}
