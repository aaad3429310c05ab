import type { Session } from '../../domain/records.ts';
import type { Context } from '../context.ts';

/** The session with this raw id, from memory or history; null when there is none that the viewer sees. */
export async function session(ctx: Context, rawId: string): Promise<Session | null> {
  const found = ctx.state.get('session', rawId) ?? (await ctx.store.history.session(rawId));
  return found && ctx.sees(found.flowId) ? found : null;
}
