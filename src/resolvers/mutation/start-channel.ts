import type { Context } from '../context.ts';
import type { ChannelActionInput } from './inputs.ts';
import type { ChannelPayload } from './payloads.ts';
import { wishChannel } from './wish-channel.ts';

/** The wish that the primary channel be started. */
export const startChannel = (ctx: Context, input: ChannelActionInput): Promise<ChannelPayload> =>
  wishChannel(ctx, 'startChannel', 'START', input);
