import type * as payloads from '../resolvers/mutation/payloads.ts';
import { sweepOrphans } from '../resolvers/mutation/sweep-orphans.ts';
import { builder } from './builder.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { OrphanRef } from './orphan.ts';
import { UserError } from './user-error.ts';

const SweepOrphansPayload = builder.objectRef<payloads.SweepOrphansPayload>('SweepOrphansPayload').implement({
  description:
    'What a sweep removes and what it leaves. It happens after the answer; `orphans` tells how it goes.',
  fields: (t) => ({
    dryRun: t.exposeBoolean('dryRun', { description: 'Nothing was asked for; this is what would be.' }),
    swept: t.expose('swept', {
      type: [OrphanRef],
      description: 'Those whose next step is taken now, or would be: stopped first if it runs, then deleted.',
    }),
    kept: t.expose('kept', { type: [OrphanRef], description: 'The others; `reasonCode` says why.' }),
    userErrors: t.expose('userErrors', {
      type: [UserError],
      description: 'Why it was refused; empty if not.',
    }),
  }),
});

builder.mutationField('sweepOrphans', (t) =>
  t.field({
    type: SweepOrphansPayload,
    authScopes: { operator: true },
    description:
      'Removes what AWS has of ours that no record owns, now instead of with the next sweep; what failed last time is tried again. The grace period is kept even so: what a process has just made may find its owner yet. It also removes what no record shows that this installation made (NOT_RECORDED), which may be on air: check `onAir` in a dry run first. Only what carries this installation’s name or tag, and for a limited token only what is on its flows.',
    args: {
      dryRun: t.arg.boolean({
        defaultValue: true,
        description: 'Only tell what would be removed, and why the rest would not.',
      }),
      idempotencyKey: t.arg.string(idempotencyKey),
    },
    resolve: (_root, args, ctx) => sweepOrphans(ctx, args),
  }),
);
