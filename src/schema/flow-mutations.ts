import type * as inputs from '../resolvers/mutation/inputs.ts';
import type * as payloads from '../resolvers/mutation/payloads.ts';
import { startFlow } from '../resolvers/mutation/start-flow.ts';
import { stopFlow } from '../resolvers/mutation/stop-flow.ts';
import { builder } from './builder.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { inputArgument } from './input-argument.ts';
import { Flow } from './refs.ts';
import { UserError } from './user-error.ts';

const FlowActionInput = builder.inputRef<inputs.FlowActionInput>('FlowActionInput').implement({
  description: 'A flow to act on.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'Which flow.' }),
    idempotencyKey: t.string(idempotencyKey),
  }),
});

const StopFlowInput = builder.inputRef<inputs.StopFlowInput>('StopFlowInput').implement({
  description: 'A flow to stop.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'Which flow.' }),
    force: t.boolean({ defaultValue: false, description: 'Even while channels run on it.' }),
    idempotencyKey: t.string(idempotencyKey),
  }),
});

const FlowPayload = builder.objectRef<payloads.FlowPayload>('FlowPayload').implement({
  description: 'What became of a wish about a flow.',
  fields: (t) => ({
    flow: t.expose('flow', {
      type: Flow,
      nullable: true,
      description: 'As it is now; null where it was refused.',
    }),
    userErrors: t.expose('userErrors', {
      type: [UserError],
      description: 'Why it was refused; empty if not.',
    }),
  }),
});

builder.mutationFields((t) => ({
  startFlow: t.field({
    type: FlowPayload,
    authScopes: { operator: true },
    description: 'Starts a flow.',
    args: { input: t.arg({ ...inputArgument, type: FlowActionInput }) },
    resolve: (_root, { input }, ctx) => startFlow(ctx, input),
  }),
  stopFlow: t.field({
    type: FlowPayload,
    authScopes: { operator: true },
    description: 'Refused while channels run on it, unless force.',
    args: { input: t.arg({ ...inputArgument, type: StopFlowInput }) },
    resolve: (_root, { input }, ctx) => stopFlow(ctx, input),
  }),
}));
