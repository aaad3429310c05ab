import { AwsError } from '../aws/aws-error.ts';
import { instant } from '../clock.ts';
import type { SeenChannel } from '../domain/aws.ts';
import { primaryCureAt } from '../domain/cure.ts';
import { endsWish } from '../domain/ends-wish.ts';
import { finishChannelWish } from '../domain/finish-channel-wish.ts';
import { type ChannelStep, planChannelWish } from '../domain/plan-channel-wish.ts';
import type { Channel } from '../domain/records.ts';
import { wishRecoveryRestart } from '../domain/wish-recovery-restart.ts';
import type { Revisit } from './deps.ts';
import { callMs, mayAct } from './may-act.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

type ChannelCall = Exclude<ChannelStep, 'wait' | 'done'>;

/** Carries out a wish for a channel that no destination owns. An outage is waited out; a refusal ends the wish. */
export async function reconcileChannel(deps: ReconcileDeps, id: string): Promise<Revisit> {
  const { store, lease } = deps;
  if (lease.epoch() === null) return null;
  if (!store.state.get('channel', id)?.wish) return restartUnhealthy(deps, id);
  if (!(await mayAct(deps))) return { afterMs: 1_000 };
  const channel = store.state.get('channel', id);
  if (!channel || channel.wish === null) return null;
  const step = planChannelWish(channel);
  if (step === 'wait') return null;
  if (step !== 'done') return callAws(deps, channel, step);
  await finish(deps, channel, null);
  return null;
}

async function callAws(deps: ReconcileDeps, channel: Channel, step: ChannelCall): Promise<Revisit> {
  const { store, mediaLive, lease, log } = deps;
  const { id } = channel;
  const mayRepeat = () => {
    const current = store.state.get('channel', id);
    return current !== undefined && lease.outlasts(callMs) && planChannelWish(current) === step;
  };
  const calls: Record<ChannelCall, () => Promise<SeenChannel>> = {
    start: () => mediaLive.startChannel(id, { mayRepeat }),
    stop: () => mediaLive.stopChannel(id, { mayRepeat }),
    restart: () => mediaLive.restartChannelPipelines(id, { mayRepeat }),
  };
  try {
    await finish(deps, channel, await calls[step]());
    return null;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    log.warn({ channelId: id, step, kind: error.kind, reason: error.message }, 'AWS did not do it');
    deps.lookNow();
    if (!endsWish(error.kind)) return { afterMs: 2_000 };
    await finish(deps, channel, null);
    return null;
  }
}

const finish = ({ store, lease }: ReconcileDeps, channel: Channel, seen: SeenChannel | null) =>
  store.change((state, now) => {
    lease.check(state);
    return finishChannelWish(state, channel, seen, now);
  });

/** Where the settings ask for it, wishes a restart of the primary channel once AWS has not brought it back for long. */
async function restartUnhealthy(
  { store, lease, clock, settings }: ReconcileDeps,
  id: string,
): Promise<Revisit> {
  const channel = store.state.get('channel', id);
  const at = settings.restartPrimary && channel ? primaryCureAt(channel, instant(clock.now())) : null;
  if (at === null) return null;
  const since = channel?.unhealthySince ?? at;
  const lastedMs = store.clock.elapsedMs(`unhealthy ${id}`, since);
  const leftMs = Math.max(Date.parse(at) - clock.now(), Date.parse(at) - Date.parse(since) - lastedMs);
  if (leftMs > 0) return { afterMs: leftMs };
  await store.change((state, now) => {
    lease.check(state);
    return wishRecoveryRestart(state, id, now);
  });
  return null;
}
