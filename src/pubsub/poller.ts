import type { Hint } from '../aws/events/hint.ts';
import { mediaLiveEye } from '../domain/observe-eye.ts';
import { isMoving } from '../domain/observe-pace.ts';
import { Absences } from './absences.ts';
import { startAlertRotation } from './alert-rotation.ts';
import { keepDeliveries } from './keep-deliveries.ts';
import { keepEye } from './keep-eye.ts';
import { type FlowSight, lookAtFlow } from './look-at-flow.ts';
import { lookAtMediaLive, type Sight } from './look-at-media-live.ts';
import { attentiveMs, hintRestMs, lookEveryMs, lookFloorMs } from './look-pace.ts';
import { createLooker, type Looker } from './looker.ts';
import type { PollerDeps } from './poller-deps.ts';
import { createQuotaReader } from './read-quotas.ts';
import { watchRecentActs } from './recent-acts.ts';
import { createRecentlyGone } from './recently-gone.ts';
import { withDeadline } from './with-deadline.ts';

/** Between reads of quotas that callers ask for. */
const quotaRestMs = 10_000;
const discoverMs = 300_000;
/** How long flows are listed as often as settled ones are looked at, once one was found to be gone. */
const searchMs = 600_000;
const lookTimeoutMs = 20_000;

export interface Poller {
  /** Looks at everything now instead of at the next tick. `sync`: a caller asked, so the look is logged even if nothing changed. */
  lookNow(options?: { sync?: boolean }): void;
  /** An event gives reason to look at a part of AWS now. However many come, looks keep a distance. */
  hint(hint: Hint): Promise<void>;
  /** Resolves once no look runs and none is asked for. */
  idle(): Promise<void>;
  stats(): PollerStats;
  close(): Promise<void>;
}

export interface PollerStats {
  looks: number;
  missedLooks: number;
  alertReads: number;
  /** How old the alerts of a channel can get, as many as are on air now. */
  alertsAgeBoundMs: number;
}

/**
 * Observes AWS and records what changed. MediaLive and each flow are looked at on their own, so that one which fails or
 * hangs keeps no other waiting. Looks often while anything moves, rarely when all is settled, more rarely still while
 * events of AWS are heard; a look at which nothing changed appends nothing.
 */
export function startPoller(deps: PollerDeps): Poller {
  const { store, mediaConnect, clock, settings, log } = deps;
  const gone = createRecentlyGone(deps);
  const acts = watchRecentActs(deps);
  const absences = new Absences(clock);
  const alerts = startAlertRotation(deps);
  const deliveries = keepDeliveries(deps);
  const flows = new Map<string, Looker>();
  const quotas = createQuotaReader(deps, Math.max(lookFloorMs, quotaRestMs * settings.timeScale));
  let looks = 0;
  let missedLooks = 0;
  let discovered = false;
  /** Until when a flow that is gone may come back. */
  let searchUntil = Number.NEGATIVE_INFINITY;
  /** Until when channels are looked at as if something moved. */
  let attentiveUntil = Number.NEGATIVE_INFINITY;

  const scaled = (ms: number) => Math.max(lookFloorMs, ms * settings.timeScale);
  // A process that does not lead comes back often too, so that it looks soon after it takes over.
  const restlessMs = () => scaled(lookEveryMs.moving);
  const settledMs = () => scaled(settings.hears?.() ? lookEveryMs.settledHearing : lookEveryMs.settled);
  const paceMs = () => (!settings.enabled() || isMoving(store.state) ? restlessMs() : settledMs());

  /** A look of one eye: seen and recorded, or missed and counted. Never rejects. */
  function eyeLooker(id: string, see: (signal: AbortSignal) => Promise<Sight & Partial<FlowSight>>): Looker {
    const eye = keepEye(deps, id);
    let missed = false;
    let whole = true;
    return createLooker({
      clock,
      everyMs() {
        if (id === mediaLiveEye && clock.monotonicMs() < attentiveUntil) return restlessMs();
        if (!whole) return restlessMs();
        return missed ? Math.min(paceMs(), scaled(lookEveryMs.settled)) : paceMs();
      },
      async look({ sync, signal }) {
        if (!settings.enabled()) return;
        looks += 1;
        try {
          const sight = await withDeadline(clock, lookTimeoutMs, signal, see).catch(
            async (error: unknown) => {
              missedLooks += 1;
              missed = true;
              if (!signal.aborted && settings.enabled()) await eye.missed(error);
              return null;
            },
          );
          await gone.recalled;
          if (!sight || signal.aborted || !settings.enabled()) return;
          missed = Boolean(sight.sourceError);
          whole = sight.whole;
          await sight.record();
          await deliveries.record();
          if (sight.gone) {
            if (!store.state.get('flow', id)) leave(id);
          } else if (sight.sourceError) await eye.missed(sight.sourceError);
          // What a look has left open it says nothing of.
          else if (whole) await eye.seen(sight.startedAt, sync);
        } catch (error) {
          log.error({ err: error, eye: id }, 'what was seen of AWS could not be recorded');
        }
      },
    });
  }

  const mediaLive = eyeLooker(mediaLiveEye, (signal) =>
    lookAtMediaLive(deps, { gone, acts, absences }, signal),
  );

  function follow(arn: string): Looker {
    const known = flows.get(arn);
    if (known) return known;
    const looker = eyeLooker(arn, (signal) => lookAtFlow(deps, { gone, absences }, arn, signal));
    flows.set(arn, looker);
    return looker;
  }

  function leave(arn: string): void {
    void flows.get(arn)?.close();
    flows.delete(arn);
    searchUntil = clock.monotonicMs() + searchMs;
    discovery.hasten(settledMs());
  }

  const discovery = createLooker({
    clock,
    everyMs() {
      if (!discovered) return restlessMs();
      return clock.monotonicMs() < searchUntil ? settledMs() : discoverMs;
    },
    async look({ signal }) {
      if (!settings.enabled()) return;
      discovered = false;
      try {
        const startedMs = clock.monotonicMs();
        const found = await withDeadline(clock, lookTimeoutMs, signal, (abort) =>
          mediaConnect.listFlows({ signal: abort }),
        );
        discovered = true;
        for (const { arn } of found) {
          if (!flows.has(arn) && !gone.has('flow', arn, startedMs)) follow(arn).lookNow();
        }
      } catch (error) {
        if (!signal.aborted) log.warn({ err: error }, 'flows could not be listed');
      }
    },
  });

  const lookers = () => [mediaLive, ...flows.values()];

  const stopFollowing = store.onEntry(({ changes }) => {
    for (const { type, id, kind } of changes) {
      if (type === 'flow' && kind === 'CREATED') follow(id).hasten(restlessMs());
      if (type === 'eye' && kind === 'CREATED') quotas.readWhenDue();
    }
    const pace = paceMs();
    for (const looker of lookers()) looker.hasten(pace);
  });

  for (const { id } of store.state.all('flow')) follow(id);
  for (const looker of [...lookers(), discovery]) looker.lookNow();

  return {
    lookNow({ sync = false } = {}) {
      for (const looker of lookers()) looker.lookNow(sync);
      if (sync || !discovered) discovery.lookNow();
      quotas.readWhenDue(sync);
    },
    async hint(hint) {
      const restMs = Math.min(hintRestMs, scaled(hintRestMs));
      switch (hint.about) {
        case 'channel':
          attentiveUntil = clock.monotonicMs() + scaled(attentiveMs);
          return mediaLive.lookSoon(restMs);
        case 'alerts':
          return alerts.alarm(hint.id);
        case 'flow':
          return (flows.get(hint.arn) ?? discovery).lookSoon(restMs);
        case 'delivery':
          deliveries.note(hint);
          if (!store.state.get('output', hint.outputArn)) flows.get(hint.flowArn)?.lookSoon(restMs);
          return deliveries.record();
      }
    },
    async idle() {
      await discovery.idle();
      await Promise.all([...lookers().map((looker) => looker.idle()), alerts.idle(), quotas.idle()]);
    },
    stats: () => ({ looks, missedLooks, ...alerts.stats() }),
    async close() {
      stopFollowing();
      gone.close();
      acts.close();
      await Promise.all([...lookers(), discovery, alerts, quotas].map((part) => part.close()));
    },
  };
}
