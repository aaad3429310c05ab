import type { Session } from '../../domain/records.ts';
import type { Context } from '../context.ts';

/** No session has a longer id, and no table takes every longer one as a key. */
const longestId = 256;

/** The session with this raw id, from memory or history; null when there is none that the viewer sees. */
export async function session(ctx: Context, rawId: string): Promise<Session | null> {
  if (rawId.length > longestId) return null;
  const found = ctx.state.get('session', rawId) ?? (await ctx.loaders.sessionById.load(rawId));
  return found && ctx.sees(found.flowId) ? found : null;
}
