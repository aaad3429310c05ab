import type { ChannelState, StoredChannel, World } from '../world.ts';
import { conflict } from './refusals.ts';

/** Lengths of transitions at AWS in ms: budgets inferred from the waiters, not measured. */
export const channelMs = {
  creating: 5_000,
  starting: 90_000,
  stopping: 45_000,
  updating: 10_000,
  deleting: 20_000,
  recovering: 30_000,
} as const;

/** True if it was deleted, so that a repeated delete has nothing left to do and is no conflict. */
export const isDeleted = ({ state }: Pick<StoredChannel, 'state'>): boolean =>
  state === 'DELETING' || state === 'DELETED';

export type ChannelAct = 'start' | 'stop' | 'update' | 'delete' | 'restart';

/** The states from which each act is legal; everywhere else it is a 409. */
const legal: Readonly<Record<ChannelAct, readonly ChannelState[]>> = {
  start: ['IDLE'],
  stop: ['RUNNING', 'RECOVERING'],
  update: ['IDLE'],
  delete: ['IDLE', 'CREATE_FAILED', 'UPDATE_FAILED'],
  restart: ['RUNNING'],
};

const running: readonly ChannelState[] = ['STARTING', 'RUNNING', 'RECOVERING', 'STOPPING'];

/** @throws AwsRefusal 409 */
export function requireLegal(channel: StoredChannel, act: ChannelAct): void {
  if (legal[act].includes(channel.state)) return;
  if (act === 'delete' && running.includes(channel.state)) {
    throw conflict('Cannot delete a channel that has not been stopped yet.');
  }
  throw conflict(`The channel is unable to ${act} due to an issue with channel resources.`);
}

/** Enters a state now, to leave it for another by itself after AWS's length of it. */
export function moveChannel(
  world: World,
  channel: StoredChannel,
  state: ChannelState,
  next: { to: ChannelState; afterMs: number } | null,
): void {
  enterState(channel, state, world.now(), world.account.settings.listLagMs);
  channel.settling = next && { at: world.now() + world.duration(next.afterMs), to: next.to };
}

/** Enters a state, remembering what List goes on telling until its lag is over. */
export function enterState(channel: StoredChannel, state: ChannelState, at: number, listLagMs: number): void {
  const lately = (channel.left ?? []).filter((left) => at < left.at + listLagMs);
  channel.left = [...lately, { state: channel.state, at }];
  channel.state = state;
}

/** What List tells: null while a channel is too new for it. */
export function listedState(channel: StoredChannel, now: number, listLagMs: number): ChannelState | null {
  const left = channel.left?.find(({ at }) => now < at + listLagMs);
  return left ? left.state : channel.state;
}

export function pipelinesOf(channel: StoredChannel): string[] {
  return channel.config['channelClass'] === 'SINGLE_PIPELINE' ? ['0'] : ['0', '1'];
}

/** Healthy pipelines: none unless the channel runs. */
export function runningPipelines(channel: StoredChannel): string[] {
  if (channel.state !== 'RUNNING' && channel.state !== 'RECOVERING') return [];
  return pipelinesOf(channel).filter((pipeline) => !channel.failedPipelines.includes(pipeline));
}
