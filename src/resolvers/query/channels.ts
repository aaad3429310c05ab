import type { ChannelState } from '../../domain/aws.ts';
import type { Channel, ChannelRole } from '../../domain/records.ts';
import type { Context } from '../context.ts';
import type { PageArgs } from './page-args.ts';
import { type CountedConnection, paginate } from './paginate.ts';
import { onlyVisible } from './visible.ts';

export interface ChannelFilter {
  state?: readonly ChannelState[] | null | undefined;
  role?: readonly ChannelRole[] | null | undefined;
}

export interface ChannelsArgs extends PageArgs {
  filter?: ChannelFilter | null | undefined;
}

/** Every MediaLive channel of the account and region, ours or not, by name. */
export function channels(ctx: Context, { filter, ...page }: ChannelsArgs): CountedConnection<Channel> {
  const matching = onlyVisible(ctx, 'channel', ctx.state.all('channel')).filter(
    ({ state, role }) =>
      (!filter?.state || filter.state.includes(state)) && (!filter?.role || filter.role.includes(role)),
  );
  return paginate(ctx, matching, ({ name, id }) => [name ?? '', id], page);
}
