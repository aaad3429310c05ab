import { destinationsSeenBy } from '../domain/find-consequences.ts';
import type { Change } from '../domain/log.ts';
import { orphanNoteId } from '../domain/note-orphans.ts';
import type { Destination } from '../domain/records.ts';
import type { State } from '../domain/state.ts';
import type { EngineDeps, Revisit } from './deps.ts';
import { forgetOldQuotas } from './forget-quotas.ts';
import { keepLease, type Lease, LostLeadershipError } from './lease.ts';
import { createQuotaWatch } from './quota-watch.ts';
import { reconcileChannel } from './reconcile-channel.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';
import { reconcileDestination } from './reconcile-destination.ts';
import { reconcileFlow } from './reconcile-flow.ts';
import { refreshAllLinked, refreshLinked } from './refresh-linked.ts';
import { resealSecrets } from './reseal-secrets.ts';
import { SweepLimit } from './sweep-limit.ts';
import { sweepOrphans } from './sweep-orphans.ts';
import { createWorkQueue } from './work-queue.ts';

export interface Engine {
  /** Whether this process leads: only then it observes and acts. */
  leads(): boolean;
  /** For how long nobody has been seen to lead, and why this process does not. */
  leaderless: Lease['leaderless'];
  /** Gives the lease back; resolves when no call to AWS is under way. */
  close(): Promise<void>;
}

/**
 * Closes the gap between wishes and AWS, one step per visit and one visit at a time per record. Woken by the log, by
 * deadlines and by idle clean-up times; acts only while it holds the lease.
 */
export function startEngine(deps: EngineDeps): Engine {
  const { store, clock, log, settings } = deps;

  const sweepLimit = new SweepLimit(clock, settings.sweptPerHour ?? 20, (perHour) =>
    log.warn({ perHour }, 'orphan sweep limit reached'),
  );
  const visits: Record<string, (id: string) => Promise<Revisit>> = {
    destination: (id) => reconcileDestination(reconcile, id),
    channel: (id) => reconcileChannel(reconcile, id),
    flow: (id) => reconcileFlow(reconcile, id),
    sweep: () => sweepOrphans(reconcile, sweepLimit),
    quotas: () => forgetOldQuotas(reconcile),
    secrets: () => resealSecrets(reconcile),
  };

  const queue = createWorkQueue({
    clock,
    retryAfterMs: 2_000,
    visit(key) {
      const cut = key.indexOf(' ');
      return visits[key.slice(0, cut)]?.(key.slice(cut + 1)) ?? Promise.resolve(null);
    },
    onError(key, error) {
      if (error instanceof LostLeadershipError) return;
      log.error({ key, err: error }, 'a visit failed; it is tried again');
    },
  });

  const quotaWatch = createQuotaWatch(store.state, (id) => queue.wake(`destination ${id}`));

  function wakeAll(): void {
    quotaWatch.reset();
    for (const { id } of store.state.all('destination')) queue.wake(`destination ${id}`);
    for (const { id } of store.state.all('channel')) queue.wake(`channel ${id}`);
    for (const { id } of store.state.all('flow')) queue.wake(`flow ${id}`);
    queue.wake('sweep all');
    queue.wake('quotas all');
    if (deps.reseal) queue.wake('secrets all');
    refreshAllLinked(reconcile);
  }

  const lease = keepLease(deps, wakeAll);
  const reconcile: ReconcileDeps = { ...deps, lease };

  function wakeFor(change: Change): void {
    if (concernsSweep(store.state, change)) queue.wake('sweep all');
    if (change.type === 'destination') {
      queue.wake(`destination ${change.id}`);
      return;
    }
    if (change.type === 'channel' || change.type === 'flow') queue.wake(`${change.type} ${change.id}`);
    wakeDestinations(destinationsBehind(store.state, change));
  }

  function wakeDestinations(destinations: Iterable<{ id: string }>): void {
    for (const { id } of destinations) queue.wake(`destination ${id}`);
  }

  const unfollow = store.onEntry((entry) => {
    if (lease.epoch() === null) return;
    for (const change of entry.changes) wakeFor(change);
    quotaWatch.follow(entry.changes);
    refreshLinked(reconcile, entry.changes);
  });

  return {
    leads: () => lease.epoch() !== null,
    leaderless: lease.leaderless,
    async close() {
      unfollow();
      await queue.close();
      await lease.close();
    },
  };
}

/** Whether something may have lost its owner, or the next step of an orphan may be due. */
function concernsSweep(state: State, { type, id, kind, record }: Change): boolean {
  if (type === 'orphan') return record?.asked === true;
  if (type === 'destination') return kind === 'DELETED';
  if (type !== 'channel' && type !== 'input' && type !== 'output') return false;
  return kind !== 'UPDATED' || state.get('orphan', orphanNoteId({ type, id })) !== undefined;
}

/** The destinations whose next step may follow from this change. */
function destinationsBehind(state: State, change: Change): Iterable<Destination> {
  switch (change.type) {
    case 'channel':
    case 'output':
    case 'preset':
    case 'flow':
      return state.where('destination', change.type, change.id);
    case 'eye':
      return destinationsSeenBy(state, change.id);
    case 'input':
      return change.flowId ? state.where('destination', 'flow', change.flowId) : [];
    default:
      return [];
  }
}
