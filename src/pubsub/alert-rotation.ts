import { instant } from '../clock.ts';
import { type Decide, nothing } from '../domain/decision.ts';
import { observeAlerts } from '../domain/observe-channel.ts';
import { mediaLiveEye, staleAfterMisses } from '../domain/observe-eye.ts';
import { isOnAir } from '../domain/on-air.ts';
import type { Channel } from '../domain/records.ts';
import {
  type AlertPace,
  type AlertTurn,
  alertPace,
  alertsAgeBoundMs,
  alertsExpireMs,
  pickAlerts,
} from './pick-alerts.ts';
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
  const rotation = new Rotation(deps);
  rotation.tick();
  return rotation;
}

class Rotation implements AlertRotation {
  private readonly pace: AlertPace;
  private readonly memories = new Map<string, Memory>();
  private readonly closing = new AbortController();
  private readonly reads = new Set<Promise<void>>();
  private slot = 0;
  private alertReads = 0;
  private cancelNext: (() => void) | null = null;

  constructor(private readonly deps: PollerDeps) {
    const { timeScale, alertSlotScale } = deps.settings;
    this.pace = alertPace(timeScale, alertSlotScale);
  }

  alarm(id: string): void {
    const { store, clock } = this.deps;
    if (!isOnAir(store.state.get('channel', id)?.state)) return;
    const memory = this.remember(id);
    memory.hinted = true;
    memory.alarmedAt = clock.monotonicMs();
  }

  stats() {
    const { alertReads, pace } = this;
    return { alertReads, alertsAgeBoundMs: alertsAgeBoundMs(this.channelsOnAir().length, pace) };
  }

  async idle(): Promise<void> {
    await Promise.all(this.reads);
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.cancelNext?.();
    await Promise.all(this.reads);
  }

  tick(): void {
    const { clock, settings } = this.deps;
    const channels = settings.enabled() ? this.channelsOnAir() : [];
    this.cancelNext = clock.after(channels.length > 0 ? this.pace.slotMs : this.pace.idleMs, () =>
      this.tick(),
    );
    if (channels.length === 0) {
      // What was known of those that were on air, or that somebody else reads meanwhile, is soon old.
      this.memories.clear();
      return;
    }
    const waiting = this.turns(channels);
    this.expire(channels);
    this.readNext(waiting);
  }

  private readNext(waiting: readonly AlertTurn[]): void {
    const { store, clock } = this.deps;
    if (this.reads.size >= atOnce || store.state.get('eye', mediaLiveEye)?.stale) return;
    const turn = pickAlerts(waiting, this.slot, clock.monotonicMs(), this.pace.restMs);
    if (!turn) return;
    this.slot += 1;
    this.track(this.read(turn.id));
  }

  private channelsOnAir(): Channel[] {
    return [...this.deps.store.state.all('channel')].filter(({ state }) => isOnAir(state));
  }

  private remember(id: string): Memory {
    const known = this.memories.get(id);
    if (known) return known;
    const memory: Memory = {
      ...{ triedAt: null, alarmedAt: null, misses: 0, reading: false, hinted: false },
      readAt: this.deps.clock.monotonicMs(),
    };
    this.memories.set(id, memory);
    return memory;
  }

  private turns(channels: readonly Channel[]): AlertTurn[] {
    const nowMs = this.deps.clock.monotonicMs();
    const waiting = channels
      .map((channel) => ({ channel, memory: this.remember(channel.id) }))
      .filter(({ memory }) => !memory.reading)
      .map(({ channel, memory }) => turnOf(channel, memory, nowMs));
    if (this.memories.size > channels.length) this.forgetOthers(new Set(channels.map(({ id }) => id)));
    return waiting;
  }

  private forgetOthers(ids: ReadonlySet<string>): void {
    for (const id of this.memories.keys()) if (!ids.has(id)) this.memories.delete(id);
  }

  /** Takes back what was read too long ago, whatever keeps it from being read again. */
  private expire(channels: readonly Channel[]): void {
    const { store, clock, log } = this.deps;
    const since = clock.monotonicMs() - alertsExpireMs(channels.length, this.pace);
    const old = channels.filter(
      ({ id, alertsReadAt }) => alertsReadAt !== null && this.remember(id).readAt < since,
    );
    if (old.length === 0) return;
    const at = instant(clock.now());
    const look = { startedAt: at, endedAt: at, position: store.state.position };
    const takingBack = old.map(
      ({ id }): Decide<void> =>
        (state, now) =>
          observeAlerts(state, id, null, look, now),
    );
    this.track(
      recordObserved(this.deps, takingBack).catch((error: unknown) =>
        log.error({ err: error }, 'alerts could not be taken back'),
      ),
    );
  }

  private track(work: Promise<void>): void {
    const tracked = work.finally(() => this.reads.delete(tracked));
    this.reads.add(tracked);
  }

  private async read(id: string): Promise<void> {
    const { store, clock, settings, log } = this.deps;
    const memory = this.remember(id);
    Object.assign(memory, { reading: true, hinted: false, triedAt: clock.monotonicMs() });
    const startedAt = instant(clock.now());
    const { position } = store.state;
    const stateSince = store.state.get('channel', id)?.stateSince;
    this.alertReads += 1;
    try {
      const alerts = await this.alertsOf(id, memory);
      if (this.closing.signal.aborted || !settings.enabled()) return;
      if (alerts) this.noteRead(memory, alerts);
      else if (memory.misses < staleAfterMisses) return;
      const look = { startedAt, endedAt: instant(clock.now()), position };
      await recordObserved(this.deps, [
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

  /** Null where AWS does not give them. */
  private async alertsOf(id: string, memory: Memory): Promise<Channel['alerts'] | null> {
    const { clock, mediaLive, log } = this.deps;
    return withDeadline(clock, timeoutMs, this.closing.signal, (signal) =>
      mediaLive.listAlerts(id, { signal }),
    ).catch((error: unknown) => {
      memory.misses += 1;
      log.debug({ err: error, channelId: id, misses: memory.misses }, 'alerts could not be read');
      return null;
    });
  }

  private noteRead(memory: Memory, alerts: Channel['alerts']): void {
    memory.misses = 0;
    memory.readAt = this.deps.clock.monotonicMs();
    if (alerts.length > 0) memory.alarmedAt = memory.readAt;
  }
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
