import { flowChanged } from '../resolvers/subscription/flow-changed.ts';
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
import { Flow } from './refs.ts';

const FlowChange = builder.objectRef<MessageOf<typeof flowChanged>>('FlowChange').implement({
  description: 'A message about a flow, or about the stream itself.',
  fields: (t) => ({
    kind: t.expose('kind', { ...kindField, type: ChangeKind }),
    cursor: t.expose('cursor', cursorField),
    at: t.expose('at', atField),
    observedAt: t.field({ ...observedAtField, resolve: (change, _args, ctx) => watchedSince(ctx, change) }),
    recordId: t.id({ ...recordIdField, resolve: (change) => changedId('Flow', change) }),
    flow: t.expose('record', { ...recordField, type: Flow }),
  }),
});

builder.subscriptionField('flowChanged', (t) =>
  t.field({
    type: FlowChange,
    description: 'Flows as they are, then every change to them.',
    args: {
      ids: t.arg.idList(idsArgument),

      after: t.arg(afterArgument),
    },
    subscribe: (_root, args, ctx) => flowChanged(ctx, args),
    resolve: (change) => change,
  }),
);
