import { AwsError } from '../aws/aws-error.ts';
import { learnChannel } from '../domain/answers.ts';
import { findOrphans, type Orphan } from '../domain/orphans.ts';
import { orphanGraceMs } from '../domain/policy.ts';
import type { EngineDeps, Revisit } from './deps.ts';
import { mayAct } from './may-act.ts';
import type { ReconcileDeps } from './reconcile-destination.ts';

const sweepEveryMs = 60_000;

/**
 * Removes what carries our name or tag and has had no owner for the grace period: one legal step each sweep, in the
 * order of removal. What it judges is what the poller listed first; the owners are read after.
 */
export function createSweep(deps: EngineDeps): (reconcile: ReconcileDeps) => Promise<Revisit> {
  const since = new Map<string, number>();
  return async (reconcile) => {
    if (reconcile.lease.epoch() === null) return null;
    if (!(await mayAct(reconcile))) return { afterMs: 1_000 };
    const { store, clock, log } = deps;
    const orphans = findOrphans(store.state, store.installationId);
    const now = clock.now();
    for (const id of since.keys()) if (!orphans.some((orphan) => orphan.id === id)) since.delete(id);
    for (const orphan of orphans) {
      const first = since.get(orphan.id) ?? now;
      since.set(orphan.id, first);
      if (now - first < orphanGraceMs || orphan.step === 'wait') continue;
      try {
        await remove(deps, orphan);
        log.info({ ...orphan }, 'an orphan at AWS was removed');
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        log.warn(
          { ...orphan, kind: error.kind, reason: error.message },
          'an orphan at AWS could not be removed',
        );
      }
    }
    return { afterMs: sweepEveryMs };
  };
}

async function remove(
  { store, mediaLive, mediaConnect }: EngineDeps,
  { id, flowId, step }: Orphan,
): Promise<void> {
  switch (step) {
    case 'stopChannel': {
      const seen = await mediaLive.stopChannel(id);
      await store.change((state, now) => ({ ...learnChannel(state, seen, now), value: undefined }));
      return;
    }
    case 'deleteChannel':
      return mediaLive.deleteChannel(id);
    case 'deleteInput':
      return mediaLive.deleteInput(id);
    case 'removeOutput':
      return mediaConnect.removeOutput(flowId ?? '', id);
    case 'wait':
  }
}
