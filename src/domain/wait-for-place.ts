import type { QuotaName } from './places.ts';
import { waitMessage } from './quotas.ts';
import type { ActName, Work } from './records.ts';

/** The engine's note on one that waits for a place, without AWS having been asked. Null when that is noted already. */
export function waitForPlace(
  work: Work,
  step: ActName,
  { name, limit }: { name: QuotaName; limit: number },
  now: string,
): Work | null {
  if (work.failure?.kind === 'QUOTA') return null;
  return {
    ...work,
    nextRetryAt: null,
    failure: { kind: 'QUOTA', message: waitMessage(name, limit), step, at: now },
  };
}
