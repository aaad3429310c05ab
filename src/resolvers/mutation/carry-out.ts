import { type IdempotencyKey, idempotent, type Replayable } from '../../domain/commands/idempotent.ts';
import type { Decide } from '../../domain/decision.ts';
import { DomainError, Refusal, type UserError } from '../../domain/errors.ts';
import type { Records, RecordType } from '../../domain/records.ts';
import type { Warning } from '../../domain/warning.ts';
import type { Context } from '../context.ts';
import { noteDenial } from '../note-denial.ts';
import { canonicalJson } from './canonical-json.ts';

interface Keyed {
  idempotencyKey?: string | null | undefined;
}

/** What a mutation came to: a record as it now stands, or why not. */
export interface Outcome<T extends RecordType> {
  record: Records[T] | null;
  /** Answered from an earlier success under the same key; nothing was done now. */
  replayed: boolean;
  /** Notes on what was done. */
  warnings: readonly Warning[];
  userErrors: readonly UserError[];
}

/**
 * The key of a call, within its token and operation; null when the caller gave none.
 * @throws DomainError BAD_USER_INPUT when it is empty or longer than 255 characters.
 */
export function keyOf(ctx: Context, operation: string, input: Keyed): IdempotencyKey | null {
  const { idempotencyKey, ...rest } = input;
  if (idempotencyKey === null || idempotencyKey === undefined) return null;
  if (idempotencyKey.length < 1 || idempotencyKey.length > 255) {
    throw new DomainError('BAD_USER_INPUT', 'idempotencyKey: give 1 to 255 characters.');
  }
  const { tokenId, name } = ctx.viewer;
  const owner = tokenId === null ? ['settings', name] : ['token', tokenId];
  const ownerKeysAtMost = ctx.settings.holdings?.idempotencyKeys;
  return {
    id: ctx.hash(JSON.stringify([...owner, operation, idempotencyKey])),
    inputHash: ctx.hash(canonicalJson(rest)),
    owner: ctx.tokenKey,
    ...(ownerKeysAtMost !== undefined && { ownerKeysAtMost }),
  };
}

/**
 * Decides, once per idempotency key, and answers with the record as it stands then. Refusals become user errors; what is
 * remembered of a success is the record's id.
 * @throws what is no refusal: DomainError, UnavailableError.
 */
export async function carryOut<T extends RecordType>(
  ctx: Context,
  operation: string,
  type: T,
  input: Keyed,
  decide: Decide<Records[T]>,
): Promise<Outcome<T>> {
  const key = keyOf(ctx, operation, input);
  return settle(ctx, operation, type, () => ctx.store.change(idempotent(key, decide, ({ id }) => ({ id }))));
}

/** The outcome of a change that is under way. */
export async function settle<T extends RecordType>(
  ctx: Context,
  operation: string,
  type: T,
  change: () => Promise<Replayable<{ id: string }, Records[T]>>,
): Promise<Outcome<T>> {
  try {
    const { result, value, warnings } = await change();
    // What was decided stands in for a record that is gone by now; a repetition has no image of it.
    const record = ctx.state.get(type, result.id) ?? value;
    return { record, replayed: value === null, warnings, userErrors: [] };
  } catch (error) {
    noteDenial(ctx, operation, error);
    if (error instanceof Refusal) {
      return { record: null, replayed: false, warnings: [], userErrors: error.userErrors };
    }
    throw error;
  }
}
