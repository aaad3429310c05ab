import { checkExactlyOne } from '../../domain/commands/check-exactly-one.ts';
import { type IdempotencyKey, idempotent } from '../../domain/commands/idempotent.ts';
import { refuse } from '../../domain/commands/refuse.ts';
import { type Decide, nothing } from '../../domain/decision.ts';
import { Refusal } from '../../domain/errors.ts';
import type { Destination } from '../../domain/records.ts';
import type { State } from '../../domain/state.ts';
import type { Context } from '../context.ts';
import { decodeId } from '../global-id.ts';
import { noteDenial } from '../note-denial.ts';
import { chooseTargets } from './bulk-targets.ts';
import { keyOf, settle } from './carry-out.ts';
import type { BulkInput } from './inputs.ts';
import type { BulkPayload, BulkResult } from './payloads.ts';

/** The list a key remembers must fit into one entry of the log. */
const maxRemembered = 2_000;

/**
 * Does the same to many destinations, each on its own: one that is refused keeps no other back. A key remembers which
 * they were, and each one's effect, so that a repetition after a crash does the rest and nothing twice.
 * @throws DomainError BAD_USER_INPUT unless exactly one of ids, flowId and all is given.
 */
export async function bulk(
  ctx: Context,
  operation: string,
  input: BulkInput,
  decide: (id: string) => Decide<Destination>,
): Promise<BulkPayload> {
  const { ids, flowId, all } = input;
  checkExactlyOne('input', { ids, flowId, all });
  const key = keyOf(ctx, operation, input);
  try {
    const choose = (state: State) => chooseTargets(ctx, state, input);
    const targets = key ? await claimed(ctx, key, input, choose) : choose(ctx.state);
    const results = targets.map((id) => one(ctx, operation, input, id, decide));
    return { results: await Promise.all(results), userErrors: [] };
  } catch (error) {
    noteDenial(ctx, operation, error);
    if (error instanceof Refusal) return { results: [], userErrors: error.userErrors };
    throw error;
  }
}

/** What a key stands for. Ids that the input names are not remembered with it: a repetition names them again. */
async function claimed(
  ctx: Context,
  key: IdempotencyKey,
  { ids }: BulkInput,
  choose: (state: State) => string[],
): Promise<string[]> {
  const remembered = (chosen: string[]) => (ids ? null : chosen);
  const { result } = await ctx.store.change(idempotent(key, claim(choose), remembered));
  return result ?? ids ?? [];
}

const claim =
  (choose: (state: State) => string[]): Decide<string[]> =>
  (state) => {
    const chosen = choose(state);
    if (chosen.length <= maxRemembered) return nothing(chosen);
    throw refuse(
      'TOO_MANY',
      `One key covers ${maxRemembered} destinations. Leave the key out, or go by flow.`,
      'idempotencyKey',
    );
  };

async function one(
  ctx: Context,
  operation: string,
  { idempotencyKey }: BulkInput,
  globalId: string,
  decide: (id: string) => Decide<Destination>,
): Promise<BulkResult> {
  const rawDestinationId = decodeId('Destination', globalId);
  const key = keyOf(ctx, `${operation} of one`, {
    idempotencyKey: idempotencyKey && ctx.hash(JSON.stringify([idempotencyKey, globalId])),
  });
  const { record, warnings, userErrors } = await settle(ctx, operation, 'destination', () =>
    ctx.store.change(idempotent(key, decide(rawDestinationId ?? ''), ({ id }) => ({ id }))),
  );
  return { destinationId: globalId, destination: record, warnings, userErrors };
}
