import type { Channel, Destination, Flow, Output, Preset } from '../../domain/records.ts';
import type { Context } from '../context.ts';
import { findVisible } from './visible.ts';

/** The channel it is delivered by, once there is one. */
export const channelBehind = (ctx: Context, { work }: Destination): Channel | null =>
  (work.channel?.id && ctx.state.get('channel', work.channel.id)) || null;

/** The flow output it is delivered by, once there is one. */
export const outputBehind = (ctx: Context, { work }: Destination): Output | null =>
  (work.output?.arn && ctx.state.get('output', work.output.arn)) || null;

export const presetOf = (ctx: Context, { presetId }: Destination): Preset | null =>
  findVisible(ctx, 'preset', presetId);

/** Null when AWS has it no more. */
export const flowBehind = (ctx: Context, { flowId }: Destination): Flow | null =>
  findVisible(ctx, 'flow', flowId);
