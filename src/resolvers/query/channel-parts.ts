import { mediaLiveEye } from '../../domain/observe-eye.ts';
import type { Channel, Destination, Flow } from '../../domain/records.ts';
import type { Context } from '../context.ts';
import { byAge } from './destinations.ts';
import { isStale } from './is-stale.ts';
import { comparePlaces } from './page-args.ts';
import { findVisible, onlyVisible } from './visible.ts';

export interface ChannelInput {
  awsId: string;
  name: string | null;
  flow: Flow | null;
}

/** What a channel takes in; of an input that was not seen yet, its id alone. */
export function channelInputs(ctx: Context, { inputIds }: Channel): ChannelInput[] {
  return inputIds.map((awsId) => {
    const input = ctx.state.get('input', awsId);
    return { awsId, name: input?.name ?? null, flow: findVisible(ctx, 'flow', input?.flowArns[0]) };
  });
}

/** The destinations a channel delivers, oldest first. */
export function channelDestinations(ctx: Context, { id }: Channel): Destination[] {
  const found = onlyVisible(ctx, 'destination', ctx.state.where('destination', 'channel', id));
  return found.sort((a, b) => comparePlaces(byAge(a), byAge(b)));
}

/** Where viewers watch it: as configured for the primary channel, where AWS does not say. */
export function playbackUrl({ settings }: Context, channel: Channel): string | null {
  return channel.playbackUrl ?? (channel.role === 'PRIMARY' ? settings.playbackUrl : null);
}

/** Whether AWS was last seen too long ago to trust what is known of channels. */
export const channelStale = (ctx: Context): boolean => isStale(ctx, mediaLiveEye);
