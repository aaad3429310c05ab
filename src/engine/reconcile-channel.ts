import { AwsError } from '../aws/aws-error.ts';
import { instant } from '../clock.ts';
import { learnChannel } from '../domain/answers.ts';
import { flowOf, put } from '../domain/change.ts';
import { primaryCureAt, restartsOf } from '../domain/cure.ts';
import { nothing } from '../domain/decision.ts';
import type { LogEvent } from '../domain/log.ts';
import type { Channel } from '../domain/records.ts';
import type { Revisit } from './deps.ts';
import { callMs, mayAct } from './may-act.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

type ChannelStep = 'start' | 'stop' | 'restart' | 'wait' | 'done';

/** What a caller's wish for a channel of its own (the primary one) comes to in each state. */
export function planChannelWish({ wish, state }: Pick<Channel, 'wish' | 'state'>): ChannelStep {
  if (wish === null) return 'done';
  if (wish === 'START') {
    if (state === 'IDLE') return 'start';
    const moving = state === 'STOPPING' || state === 'CREATING' || state === 'UPDATING';
    return moving || state === 'UNKNOWN' ? 'wait' : 'done';
  }
  if (state === 'RUNNING' || (state === 'RECOVERING' && wish === 'STOP'))
    return wish === 'STOP' ? 'stop' : 'restart';
  // Its pipelines are being restarted, by our request whose answer was lost or without one.
  if (wish === 'RESTART' && state === 'RECOVERING') return 'done';
  const moving = state === 'STARTING' || state === 'UPDATING';
  return moving || state === 'UNKNOWN' ? 'wait' : 'done';
}

/** Carries out a wish for a channel that no destination owns. An outage is waited out; a refusal ends the wish. */
export async function reconcileChannel(deps: ReconcileDeps, id: string): Promise<Revisit> {
  const { store, mediaLive, lease, log } = deps;
  if (lease.epoch() === null) return null;
  if (!store.state.get('channel', id)?.wish) return wishCure(deps, id);
  if (!(await mayAct(deps))) return { afterMs: 1_000 };
  const channel = store.state.get('channel', id);
  if (!channel || channel.wish === null) return null;
  const step = planChannelWish(channel);
  if (step === 'wait') return null;
  const finish = (seen: Awaited<ReturnType<typeof mediaLive.startChannel>> | null) =>
    store.change((state, now) => {
      lease.check(state);
      const current = state.get('channel', id);
      if (!current) return nothing(undefined);
      // A newer wish is not done yet.
      const wish = current.wish === channel.wish ? null : current.wish;
      const learnt = seen && learnChannel(state, seen, now);
      const record = learnt?.changes.find((change) => change.type === 'channel')?.record ?? current;
      return {
        changes: [put(state, 'channel', { ...(record as Channel), role: current.role, wish })],
        events: learnt?.events ?? [],
        value: undefined,
      };
    });
  if (step === 'done') {
    await finish(null);
    return null;
  }
  const mayRepeat = () => {
    const current = store.state.get('channel', id);
    return current !== undefined && lease.outlasts(callMs) && planChannelWish(current) === step;
  };
  try {
    if (step === 'start') await finish(await mediaLive.startChannel(id, { mayRepeat }));
    else if (step === 'stop') await finish(await mediaLive.stopChannel(id, { mayRepeat }));
    else await finish(await mediaLive.restartChannelPipelines(id, { mayRepeat }));
    return null;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    log.warn({ channelId: id, step, kind: error.kind, reason: error.message }, 'AWS did not do it');
    deps.lookNow();
    if (error.kind === 'INVALID' || error.kind === 'DENIED' || error.kind === 'NOT_FOUND') {
      await finish(null);
      return null;
    }
    return { afterMs: 2_000 };
  }
}

/** Where the settings ask for it, wishes a restart of the primary channel once AWS has not brought it back for long. */
async function wishCure({ store, lease, clock, settings }: ReconcileDeps, id: string): Promise<Revisit> {
  const channel = store.state.get('channel', id);
  const at = settings.restartPrimary && channel ? primaryCureAt(channel, instant(clock.now())) : null;
  if (at === null) return null;
  const since = channel?.unhealthySince ?? at;
  const lastedMs = store.clock.elapsedMs(`unhealthy ${id}`, since);
  const leftMs = Math.max(Date.parse(at) - clock.now(), Date.parse(at) - Date.parse(since) - lastedMs);
  if (leftMs > 0) return { afterMs: leftMs };
  await store.change((state, now) => {
    lease.check(state);
    const current = state.get('channel', id);
    const due = current ? primaryCureAt(current, now) : null;
    if (!current || due === null || due > now) return nothing(undefined);
    const restarts = { count: restartsOf(current, now) + 1, at: now };
    const event: LogEvent = {
      ...{ at: now, actor: 'engine', actorType: 'ENGINE', requestId: null, kind: 'CHANNEL_CHANGED' },
      ...{ subjectType: 'Channel', subjectId: id, subjectName: current.name },
      flowId: flowOf(state, 'channel', current),
      message: `Channel ${current.name ?? id} has had no healthy pipeline since ${current.unhealthySince}, so it is to be restarted (restart ${restarts.count}).`,
      changes: [{ field: 'wish', from: null, to: 'RESTART' }],
    };
    const changes = [put(state, 'channel', { ...current, wish: 'RESTART', restarts })];
    return { changes, events: [event], value: undefined };
  });
  return null;
}
