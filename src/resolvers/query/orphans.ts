import { type JudgedOrphan, judgeOrphan } from '../../domain/judge-orphan.ts';
import { findOrphans } from '../../domain/orphans.ts';
import type { Context } from '../context.ts';

/** What AWS has of ours that no record owns, and what a sweep does about it. A limited token sees those of its flows. */
export function orphans(ctx: Context): JudgedOrphan[] {
  const { state, store } = ctx;
  const now = ctx.now();
  return findOrphans(state, store.installationId)
    .filter(({ flowId }) => ctx.sees(flowId))
    .map((orphan) => judgeOrphan(state, orphan, now));
}
