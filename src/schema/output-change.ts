import { outputChanged } from '../resolvers/subscription/output-changed.ts';
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
import { FlowOutput } from './refs.ts';

const OutputChange = builder.objectRef<MessageOf<typeof outputChanged>>('OutputChange').implement({
  description: 'A message about a flow output, or about the stream itself.',
  fields: (t) => ({
    kind: t.expose('kind', { ...kindField, type: ChangeKind }),
    cursor: t.expose('cursor', cursorField),
    at: t.expose('at', atField),
    observedAt: t.field({ ...observedAtField, resolve: (change, _args, ctx) => watchedSince(ctx, change) }),
    recordId: t.id({ ...recordIdField, resolve: (change) => changedId('FlowOutput', change) }),
    output: t.expose('record', { ...recordField, type: FlowOutput }),
  }),
});

builder.subscriptionField('outputChanged', (t) =>
  t.field({
    type: OutputChange,
    description: 'Flow outputs as they are, then every change to them.',
    args: {
      ids: t.arg.idList(idsArgument),
      flowId: t.arg.id(flowIdArgument),
      after: t.arg(afterArgument),
    },
    subscribe: (_root, args, ctx) => outputChanged(ctx, args),
    resolve: (change) => change,
  }),
);
