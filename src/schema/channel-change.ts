import { channelChanged } from '../resolvers/subscription/channel-changed.ts';
import { watchedSince } from '../resolvers/subscription/watched-since.ts';
import { builder } from './builder.ts';
import {
  afterArgument,
  atField,
  changedId,
  cursorField,
  idsArgument,
  kindField,
  observedAtField,
  recordField,
  recordIdField,
} from './change-fields.ts';
import { ChangeKind } from './change-kind.ts';
import type { MessageOf } from './message-of.ts';
import { Channel } from './refs.ts';

const ChannelChange = builder.objectRef<MessageOf<typeof channelChanged>>('ChannelChange').implement({
  description: 'A message about a channel, or about the stream itself.',
  fields: (t) => ({
    kind: t.expose('kind', { ...kindField, type: ChangeKind }),
    cursor: t.expose('cursor', cursorField),
    at: t.expose('at', atField),
    observedAt: t.field({ ...observedAtField, resolve: (change, _args, ctx) => watchedSince(ctx, change) }),
    recordId: t.id({ ...recordIdField, resolve: (change) => changedId('Channel', change) }),
    channel: t.expose('record', { ...recordField, type: Channel }),
  }),
});

builder.subscriptionField('channelChanged', (t) =>
  t.field({
    type: ChannelChange,
    description: 'Channels as they are, then every change to them.',
    args: {
      ids: t.arg.idList(idsArgument),

      after: t.arg(afterArgument),
    },
    subscribe: (_root, args, ctx) => channelChanged(ctx, args),
    resolve: (change) => change,
  }),
);
