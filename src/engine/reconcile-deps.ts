import type { EngineDeps } from './deps.ts';
import type { Lease } from './lease.ts';

/** What reconciling one destination needs. */
export interface ReconcileDeps extends EngineDeps {
  lease: Lease;
}
