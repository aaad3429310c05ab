import { channel } from '../resolvers/query/channel.ts';
import { channels, type ChannelFilter as Filter } from '../resolvers/query/channels.ts';
import { builder } from './builder.ts';
import { ChannelRole, ChannelState } from './channel-enums.ts';
import { pageArguments } from './page-arguments.ts';
import { ChannelConnection } from './pages.ts';
import { Channel } from './refs.ts';

const ChannelFilter = builder.inputRef<Filter>('ChannelFilter').implement({
  description: 'Which channels: those for which everything named here holds.',
  fields: (t) => ({
    state: t.field({ type: [ChannelState], description: 'In one of these states.' }),
    role: t.field({ type: [ChannelRole], description: 'Of one of these roles.' }),
  }),
});

builder.queryFields((t) => ({
  channel: t.field({
    type: Channel,
    nullable: true,
    description: 'One channel; null for an unknown id.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_root, args, ctx) => channel(ctx, args),
  }),
  channels: t.field({
    type: ChannelConnection,
    description: 'Every MediaLive channel of the account and region, ours or not, by name.',
    args: {
      ...pageArguments(t.arg),
      filter: t.arg({ type: ChannelFilter, description: 'Which ones; all when left out.' }),
    },
    resolve: (_root, args, ctx) => channels(ctx, args),
  }),
}));
