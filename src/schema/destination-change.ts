import { destinationChanged } from '../resolvers/subscription/destination-changed.ts';
import { watchedSince } from '../resolvers/subscription/watched-since.ts';
import { builder } from './builder.ts';
import {
  afterArgument,
  atField,
  changedId,
  cursorField,
  flowIdArgument,
  idsArgument,
  kindField,
  observedAtField,
  recordField,
  recordIdField,
} from './change-fields.ts';
import { ChangeKind } from './change-kind.ts';
import type { MessageOf } from './message-of.ts';
import { Destination } from './refs.ts';

const DestinationChange = builder
  .objectRef<MessageOf<typeof destinationChanged>>('DestinationChange')
  .implement({
    description: 'A message about a destination, or about the stream itself.',
    fields: (t) => ({
      kind: t.expose('kind', { ...kindField, type: ChangeKind }),
      cursor: t.expose('cursor', cursorField),
      at: t.expose('at', atField),
      observedAt: t.field({ ...observedAtField, resolve: (change, _args, ctx) => watchedSince(ctx, change) }),
      recordId: t.id({ ...recordIdField, resolve: (change) => changedId('Destination', change) }),
      destination: t.expose('record', { ...recordField, type: Destination }),
    }),
  });

builder.subscriptionField('destinationChanged', (t) =>
  t.field({
    type: DestinationChange,
    description: 'A change to its channel, output or preset is a change to the destination too.',
    args: {
      ids: t.arg.idList(idsArgument),
      flowId: t.arg.id(flowIdArgument),
      after: t.arg(afterArgument),
    },
    subscribe: (_root, args, ctx) => destinationChanged(ctx, args),
    resolve: (change) => change,
  }),
);
