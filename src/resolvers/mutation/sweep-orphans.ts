import { askSweep } from '../../domain/commands/ask-sweep.ts';
import { idempotent } from '../../domain/commands/idempotent.ts';
import { Refusal } from '../../domain/errors.ts';
import { isRemovable } from '../../domain/judge-orphan.ts';
import { orphanNoteId } from '../../domain/note-orphans.ts';
import type { Context } from '../context.ts';
import { orphans } from '../query/orphans.ts';
import { callerOf } from './caller-of.ts';
import { keyOf } from './carry-out.ts';
import type { SweepOrphansInput } from './inputs.ts';
import type { SweepOrphansPayload } from './payloads.ts';

/** What a sweep removes now and what it leaves, and why. Unless it is a dry run, whoever leads is asked to remove it. */
export async function sweepOrphans(ctx: Context, input: SweepOrphansInput): Promise<SweepOrphansPayload> {
  const dryRun = input.dryRun ?? true;
  const found = orphans(ctx);
  if (dryRun) {
    return {
      dryRun,
      swept: found.filter(isRemovable),
      kept: found.filter((orphan) => !isRemovable(orphan)),
      userErrors: [],
    };
  }
  try {
    const key = keyOf(ctx, 'sweepOrphans', input);
    const decide = askSweep(ctx.store.installationId, callerOf(ctx));
    const { result } = await ctx.store.change(idempotent(key, decide, (ids) => ids));
    const asked = new Set(result);
    return {
      dryRun,
      swept: found.filter((orphan) => asked.has(orphanNoteId(orphan))),
      kept: found.filter((orphan) => !asked.has(orphanNoteId(orphan))),
      userErrors: [],
    };
  } catch (error) {
    if (error instanceof Refusal) return { dryRun, swept: [], kept: [], userErrors: error.userErrors };
    throw error;
  }
}
