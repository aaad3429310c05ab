import { instant } from '../clock.ts';
import { nothing } from '../domain/decision.ts';
import { observeAlerts } from '../domain/observe-channel.ts';
import { mediaLiveEye, staleAfterMisses } from '../domain/observe-eye.ts';
import { isOnAir } from '../domain/on-air.ts';
import type { Channel } from '../domain/records.ts';
import { type AlertTurn, alertPace, alertsAgeBoundMs, alertsExpireMs, pickAlerts } from './pick-alerts.ts';
import type { PollerDeps } from './poller-deps.ts';
import { recordObserved } from './record-observed.ts';
import { withDeadline } from './with-deadline.ts';

/** So many reads may be under way: one that hangs does not hold up the others. */
const atOnce = 4;
const timeoutMs = 10_000;
const alarmedForMs = 60_000;

interface Memory {
  triedAt: number | null;
  alarmedAt: number | null;
  misses: number;
  reading: boolean;
  hinted: boolean;
  /** When alerts were last read; before that, since when it is known here to be on air. */
  readAt: number;
}

export interface AlertRotation {
  /**
   * An event told of an alert of this channel: it is read in the next slot, and often for a while. Where nothing was on
   * air before, the next slot may be two seconds away.
   */
  alarm(channelId: string): void;
  stats(): { alertReads: number; alertsAgeBoundMs: number };
  idle(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Reads the alerts of the channels on air, one after the other on a budget of its own. What has not changed is not
 * logged, so `alertsReadAt` is the first read of a run; it becomes null when reading fails again and again, or has not
 * been done for too long, lest old evidence passes for new.
 */
export function startAlertRotation(deps: PollerDeps): AlertRotation {
  const { store, mediaLive, clock, settings, log } = deps;
  const pace = alertPace(settings.timeScale, settings.alertSlotScale);
  const memories = new Map<string, Memory>();
  const closing = new AbortController();
  const reads = new Set<Promise<void>>();
  let slot = 0;
  let alertReads = 0;
  let cancelNext: (() => void) | null = null;

  const onAir = () => [...store.state.all('channel')].filter(({ state }) => isOnAir(state));

  function remember(id: string): Memory {
    const known = memories.get(id);
    if (known) return known;
    const memory: Memory = {
      ...{ triedAt: null, alarmedAt: null, misses: 0, reading: false, hinted: false },
      readAt: clock.monotonicMs(),
    };
    memories.set(id, memory);
    return memory;
  }

  function turns(channels: readonly Channel[]): AlertTurn[] {
    const nowMs = clock.monotonicMs();
    const waiting = channels
      .map((channel) => ({ channel, memory: remember(channel.id) }))
      .filter(({ memory }) => !memory.reading)
      .map(({ channel, memory }) => turnOf(channel, memory, nowMs));
    if (memories.size > channels.length) forgetOthers(new Set(channels.map(({ id }) => id)));
    return waiting;
  }

  function forgetOthers(ids: ReadonlySet<string>): void {
    for (const id of memories.keys()) if (!ids.has(id)) memories.delete(id);
  }

  function tick(): void {
    const channels = settings.enabled() ? onAir() : [];
    cancelNext = clock.after(channels.length > 0 ? pace.slotMs : pace.idleMs, tick);
    if (channels.length === 0) {
      // What was known of those that were on air, or that somebody else reads meanwhile, is soon old.
      memories.clear();
      return;
    }
    const waiting = turns(channels);
    expire(channels);
    if (reads.size >= atOnce || store.state.get('eye', mediaLiveEye)?.stale) return;
    const turn = pickAlerts(waiting, slot, clock.monotonicMs(), pace.restMs);
    if (!turn) return;
    slot += 1;
    const reading = read(turn.id).finally(() => reads.delete(reading));
    reads.add(reading);
  }

  /** Takes back what was read too long ago, whatever keeps it from being read again. */
  function expire(channels: readonly Channel[]): void {
    const since = clock.monotonicMs() - alertsExpireMs(channels.length, pace);
    const old = channels.filter(
      ({ id, alertsReadAt }) => alertsReadAt !== null && remember(id).readAt < since,
    );
    if (old.length === 0) return;
    const at = instant(clock.now());
    const look = { startedAt: at, endedAt: at, position: store.state.position };
    const taking = recordObserved(
      deps,
      old.map(
        ({ id }) =>
          (state, now) =>
            observeAlerts(state, id, null, look, now),
      ),
    )
      .catch((error: unknown) => log.error({ err: error }, 'alerts could not be taken back'))
      .finally(() => reads.delete(taking));
    reads.add(taking);
  }

  async function read(id: string): Promise<void> {
    const memory = remember(id);
    memory.reading = true;
    memory.hinted = false;
    memory.triedAt = clock.monotonicMs();
    const startedAt = instant(clock.now());
    const { position } = store.state;
    const stateSince = store.state.get('channel', id)?.stateSince;
    alertReads += 1;
    try {
      const alerts = await withDeadline(clock, timeoutMs, closing.signal, (signal) =>
        mediaLive.listAlerts(id, { signal }),
      ).catch((error: unknown) => {
        memory.misses += 1;
        log.debug({ err: error, channelId: id, misses: memory.misses }, 'alerts could not be read');
        return null;
      });
      if (closing.signal.aborted || !settings.enabled()) return;
      if (alerts) {
        memory.misses = 0;
        memory.readAt = clock.monotonicMs();
      } else if (memory.misses < staleAfterMisses) return;
      if (alerts && alerts.length > 0) memory.alarmedAt = clock.monotonicMs();
      const look = { startedAt, endedAt: instant(clock.now()), position };
      await recordObserved(deps, [
        (state, now) =>
          // What was read before its state changed says nothing of the present run.
          state.get('channel', id)?.stateSince === stateSince
            ? observeAlerts(state, id, alerts, look, now)
            : nothing(undefined),
      ]);
    } catch (error) {
      log.error({ err: error, channelId: id }, 'alerts could not be recorded');
    } finally {
      memory.reading = false;
    }
  }

  tick();
  return {
    alarm(id) {
      if (!isOnAir(store.state.get('channel', id)?.state)) return;
      const memory = remember(id);
      memory.hinted = true;
      memory.alarmedAt = clock.monotonicMs();
    },
    stats: () => ({ alertReads, alertsAgeBoundMs: alertsAgeBoundMs(onAir().length, pace) }),
    async idle() {
      await Promise.all(reads);
    },
    async close() {
      closing.abort();
      cancelNext?.();
      await Promise.all(reads);
    },
  };
}

function turnOf(
  { id, alerts, alertsReadAt }: Channel,
  { triedAt, alarmedAt, hinted }: Memory,
  nowMs: number,
): AlertTurn {
  return {
    id,
    // What an earlier leader read is evidence, but not for long: it is read again first.
    read: alertsReadAt !== null && triedAt !== null,
    triedAt,
    alarmed: alerts.length > 0 || (alarmedAt !== null && nowMs - alarmedAt < alarmedForMs),
    hinted,
  };
}
