import type { World } from '../world.ts';
import { deleteChannel, startChannel, stopChannel } from './channel-operations.ts';
import { findChannel } from './channel-record.ts';
import { isDeleted, moveChannel, pipelinesOf } from './channel-state.ts';

/**
 * The channel's pipelines fail: it is RECOVERING, with alerts, until they are made to recover or it is stopped. Does
 * nothing to a channel that does not run.
 * @throws AwsRefusal 404
 */
export function failPipeline(world: World, channelId: string): void {
  const channel = findChannel(world, channelId, 'describe');
  if (channel.state !== 'RUNNING' && channel.state !== 'RECOVERING') return;
  channel.failedPipelines = pipelinesOf(channel);
  moveChannel(world, channel, 'RECOVERING', null);
  world.changed();
}

/**
 * Brings failed pipelines back at once; does nothing where none failed.
 * @throws AwsRefusal 404
 */
export function recoverPipeline(world: World, channelId: string): void {
  const channel = findChannel(world, channelId, 'describe');
  if (channel.state !== 'RECOVERING') return;
  channel.failedPipelines = [];
  moveChannel(world, channel, 'RUNNING', null);
  world.changed();
}

/**
 * Someone starts, stops or deletes the channel in the console. Who stops or deletes would first wait until that is legal:
 * so it happens at once in any state, and does nothing where it has happened already. Started is only what is IDLE.
 * @throws AwsRefusal 404
 */
export function outsideHand(world: World, channelId: string, act: 'start' | 'stop' | 'delete'): void {
  const channel = findChannel(world, channelId, act);
  const { state } = channel;
  if (act === 'start' && state === 'IDLE') startChannel(world, channel);
  if (act === 'delete' && !isDeleted(channel)) deleteChannel(world, channel);
  if (act === 'stop' && (state === 'STARTING' || state === 'RUNNING' || state === 'RECOVERING')) {
    stopChannel(world, channel);
  }
  world.changed();
}

/**
 * What was just begun ends badly: a channel that is CREATING becomes CREATE_FAILED, one that is UPDATING becomes
 * UPDATE_FAILED, when its time has come. False where nothing of the kind is under way.
 */
export function endBadly({ account }: World, channelId: string): boolean {
  const { state, settling } = account.channels[channelId] ?? {};
  if (!settling || (state !== 'CREATING' && state !== 'UPDATING')) return false;
  settling.to = state === 'CREATING' ? 'CREATE_FAILED' : 'UPDATE_FAILED';
  return true;
}
