import { idempotent } from '../../domain/commands/idempotent.ts';
import { nothing } from '../../domain/decision.ts';
import { Refusal } from '../../domain/errors.ts';
import { mediaLiveEye } from '../../domain/observe-eye.ts';
import type { Context } from '../context.ts';
import { keyOf } from './carry-out.ts';
import type { SyncInput } from './inputs.ts';
import type { SyncPayload } from './payloads.ts';

/** Has AWS looked at now, and answers at once with when it was last seen. */
export async function sync(ctx: Context, input: SyncInput): Promise<SyncPayload> {
  const observedAt = () => ctx.state.get('eye', mediaLiveEye)?.observedAt ?? null;
  const key = keyOf(ctx, 'sync', input);
  try {
    // Without a key there is nothing to remember, so the log is left alone.
    const first =
      key === null ||
      (
        await ctx.store.change(
          idempotent(
            key,
            () => nothing(true),
            () => null,
          ),
        )
      ).value;
    if (first) await ctx.lookNow();
    return { observedAt: observedAt(), userErrors: [] };
  } catch (error) {
    if (error instanceof Refusal) return { observedAt: observedAt(), userErrors: error.userErrors };
    throw error;
  }
}
