import type { Flow } from '../../domain/records.ts';
import type { Context } from '../context.ts';
import { byName } from './flows.ts';
import { comparePlaces } from './page-args.ts';
import { findByGlobalId, findVisible, onlyVisible } from './visible.ts';

/** The flow with this id, or the default one: that of the settings, else the first by name. */
export function flow(ctx: Context, { id }: { id?: string | null | undefined }): Flow | null {
  if (typeof id === 'string') return findByGlobalId(ctx, 'flow', 'Flow', id);
  return findVisible(ctx, 'flow', ctx.settings.defaultFlowId) ?? firstByName(ctx);
}

function firstByName(ctx: Context): Flow | null {
  const visible = onlyVisible(ctx, 'flow', ctx.state.all('flow'));
  return visible.sort((a, b) => comparePlaces(byName(a), byName(b)))[0] ?? null;
}
