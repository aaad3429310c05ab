import { createDestination } from '../resolvers/mutation/create-destination.ts';
import { deleteDestination } from '../resolvers/mutation/delete-destination.ts';
import type * as payloads from '../resolvers/mutation/payloads.ts';
import { retryDestination } from '../resolvers/mutation/retry-destination.ts';
import { rotateStreamKey } from '../resolvers/mutation/rotate-stream-key.ts';
import { startDestination } from '../resolvers/mutation/start-destination.ts';
import { stopDestination } from '../resolvers/mutation/stop-destination.ts';
import { updateDestination } from '../resolvers/mutation/update-destination.ts';
import { builder } from './builder.ts';
import * as inputs from './destination-inputs.ts';
import { inputArgument } from './input-argument.ts';
import { Destination } from './refs.ts';
import { UserError } from './user-error.ts';
import { warningsField } from './warning.ts';

const DestinationPayload = builder.objectRef<payloads.DestinationPayload>('DestinationPayload').implement({
  description: 'What became of a wish about a destination.',
  fields: (t) => ({
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

const operator = { operator: true };

builder.mutationFields((t) => ({
  createDestination: t.field({
    type: DestinationPayload,
    authScopes: operator,
    description: 'Makes a destination, off air.',
    args: { input: t.arg({ ...inputArgument, type: inputs.CreateDestinationInput }) },
    resolve: (_root, { input }, ctx) => createDestination(ctx, input),
  }),
  updateDestination: t.field({
    type: DestinationPayload,
    authScopes: operator,
    description: 'Changes a destination; what is left out stays as it is.',
    args: { input: t.arg({ ...inputArgument, type: inputs.UpdateDestinationInput }) },
    resolve: (_root, { input }, ctx) => updateDestination(ctx, input),
  }),
  deleteDestination: t.field({
    type: DestinationPayload,
    authScopes: operator,
    description: 'Stops it first if it runs; leaves nothing at AWS.',
    args: { input: t.arg({ ...inputArgument, type: inputs.DeleteDestinationInput }) },
    resolve: (_root, { input }, ctx) => deleteDestination(ctx, input),
  }),
  startDestination: t.field({
    type: DestinationPayload,
    authScopes: operator,
    description:
      'Starting what is started is no error: the same destination comes back. Refused with QUOTA_EXCEEDED, naming the quota, where AWS is known to have no room for one more, those on their way counted.',
    args: { input: t.arg({ ...inputArgument, type: inputs.StartDestinationInput }) },
    resolve: (_root, { input }, ctx) => startDestination(ctx, input),
  }),
  stopDestination: t.field({
    type: DestinationPayload,
    authScopes: operator,
    description: 'force: gives up on an orderly transition that is past its deadline.',
    args: { input: t.arg({ ...inputArgument, type: inputs.StopDestinationInput }) },
    resolve: (_root, { input }, ctx) => stopDestination(ctx, input),
  }),
  retryDestination: t.field({
    type: DestinationPayload,
    authScopes: operator,
    description: 'Tries again what was given up or waits for its next try.',
    args: { input: t.arg({ ...inputArgument, type: inputs.DestinationActionInput }) },
    resolve: (_root, { input }, ctx) => retryDestination(ctx, input),
  }),
  rotateStreamKey: t.field({
    type: DestinationPayload,
    authScopes: operator,
    description: 'Replaces the stream key.',
    args: { input: t.arg({ ...inputArgument, type: inputs.RotateStreamKeyInput }) },
    resolve: (_root, { input }, ctx) => rotateStreamKey(ctx, input),
  }),
}));
