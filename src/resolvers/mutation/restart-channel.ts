import type { Context } from '../context.ts';
import type { ChannelActionInput } from './inputs.ts';
import type { ChannelPayload } from './payloads.ts';
import { wishChannel } from './wish-channel.ts';

/** The wish that the primary channel be restarted. */
export const restartChannel = (ctx: Context, input: ChannelActionInput): Promise<ChannelPayload> =>
  wishChannel(ctx, 'restartChannel', 'RESTART', input);
