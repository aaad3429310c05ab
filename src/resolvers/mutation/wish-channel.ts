import { wishChannel as decide } from '../../domain/commands/wish-channel.ts';
import type { Context } from '../context.ts';
import { callerOf } from './caller-of.ts';
import { carryOut } from './carry-out.ts';
import type { ChannelActionInput } from './inputs.ts';
import type { ChannelPayload } from './payloads.ts';
import { rawId } from './raw-id.ts';

/** What starting, stopping and restarting a channel have in common. */
export async function wishChannel(
  ctx: Context,
  operation: string,
  wish: 'START' | 'STOP' | 'RESTART',
  input: ChannelActionInput,
): Promise<ChannelPayload> {
  const command = decide(wish, { id: rawId('Channel', input.id) }, callerOf(ctx));
  const { record, userErrors } = await carryOut(ctx, operation, 'channel', input, command);
  return { channel: record, userErrors };
}
