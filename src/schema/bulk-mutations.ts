import type * as domain from '../resolvers/mutation/inputs.ts';
import type * as payloads from '../resolvers/mutation/payloads.ts';
import { startDestinations } from '../resolvers/mutation/start-destinations.ts';
import { stopDestinations } from '../resolvers/mutation/stop-destinations.ts';
import { builder } from './builder.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { inputArgument } from './input-argument.ts';
import { Destination } from './refs.ts';
import { UserError } from './user-error.ts';
import { warningsField } from './warning.ts';

const BulkInput = builder.inputRef<domain.BulkInput>('BulkInput').implement({
  description: "Exactly one of: ids; flowId (all of that flow's); all: true.",
  fields: (t) => ({
    ids: t.idList({ description: 'These destinations.' }),
    flowId: t.id({ description: 'All destinations of this flow.' }),
    all: t.boolean({ defaultValue: false, description: 'All destinations.' }),
    idempotencyKey: t.string(idempotencyKey),
  }),
});

const BulkResult = builder.objectRef<payloads.BulkResult>('BulkResult').implement({
  description: 'What became of the wish for one of many.',
  fields: (t) => ({
    destinationId: t.exposeID('destinationId', { description: 'The id as it was asked for.' }),
    destination: t.expose('destination', {
      type: Destination,
      nullable: true,
      description: 'As it is now; null where it was refused.',
    }),
    warnings: t.expose('warnings', warningsField),
    userErrors: t.expose('userErrors', {
      type: [UserError],
      description: 'Why it was refused; empty if not.',
    }),
  }),
});

const BulkPayload = builder.objectRef<payloads.BulkPayload>('BulkPayload').implement({
  description: 'What became of a wish for many: each succeeds or is refused by itself.',
  fields: (t) => ({
    results: t.expose('results', { type: [BulkResult], description: 'One per destination.' }),
    userErrors: t.expose('userErrors', {
      type: [UserError],
      description: 'Why nothing was done at all; empty if something was.',
    }),
  }),
});

builder.mutationFields((t) => ({
  startDestinations: t.field({
    type: BulkPayload,
    authScopes: { operator: true },
    description:
      'Starts many destinations, in order: what fits under the quotas is started, the others are refused.',
    args: { input: t.arg({ ...inputArgument, type: BulkInput }) },
    resolve: (_root, { input }, ctx) => startDestinations(ctx, input),
  }),
  stopDestinations: t.field({
    type: BulkPayload,
    authScopes: { operator: true },
    description: 'Stops many destinations.',
    args: { input: t.arg({ ...inputArgument, type: BulkInput }) },
    resolve: (_root, { input }, ctx) => stopDestinations(ctx, input),
  }),
}));
