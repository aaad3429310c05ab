import type * as inputs from '../resolvers/mutation/inputs.ts';
import type * as payloads from '../resolvers/mutation/payloads.ts';
import { sync } from '../resolvers/mutation/sync.ts';
import { builder } from './builder.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { UserError } from './user-error.ts';

const SyncInput = builder.inputRef<inputs.SyncInput>('SyncInput').implement({
  description: 'A wish to look at AWS now.',
  fields: (t) => ({ idempotencyKey: t.string(idempotencyKey) }),
});

const SyncPayload = builder.objectRef<payloads.SyncPayload>('SyncPayload').implement({
  description: 'Answers at once with what was last seen; the new look arrives through subscriptions.',
  fields: (t) => ({
    observedAt: t.expose('observedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When AWS was last seen before this.',
    }),
    userErrors: t.expose('userErrors', {
      type: [UserError],
      description: 'Why it was refused; empty if not.',
    }),
  }),
});

builder.mutationField('sync', (t) =>
  t.field({
    type: SyncPayload,
    authScopes: { operator: true },
    description: 'Look at AWS now instead of at the next tick.',
    args: { input: t.arg({ type: SyncInput, description: 'Need not be given.' }) },
    resolve: (_root, { input }, ctx) => sync(ctx, input ?? {}),
  }),
);
