import { findOrphans, type Orphan } from '../../domain/orphans.ts';
import type { Context } from '../context.ts';

/** What a sweep would remove, changing nothing. A token limited to flows sees those of its flows. */
export function orphans({ state, store, viewer }: Context): Orphan[] {
  const found = findOrphans(state, store.installationId);
  const { flowIds } = viewer;
  return flowIds ? found.filter(({ flowId }) => flowId !== null && flowIds.includes(flowId)) : found;
}

/** Why it is, or is not yet, to be removed. */
export function orphanReason({ step, state }: Orphan): string {
  switch (step) {
    case 'wait':
      return `It is ${state}, from which AWS removes nothing; looked at again once it has settled.`;
    case 'stopChannel':
      return 'It runs: it is stopped first, then deleted.';
    default:
      return 'It is removed once it had no owner for five minutes.';
  }
}
