import type { HoldingLimits, RecordLimit } from '../holding-limits.ts';
import type { Actor } from '../log.ts';
import { tokenKeyOf } from '../token-key.ts';
import { refuse } from './refuse.ts';

type Kind = Exclude<keyof HoldingLimits, 'idempotencyKeys'>;

/** The key of the token that makes a record; null where no token does. */
export const creatorOf = (actor: Actor): string | null => (actor.type === 'TOKEN' ? tokenKeyOf(actor) : null);

/** @throws Refusal TOO_MANY when as many are kept as may be, altogether or of this maker. */
export function checkRoom(
  kind: Kind,
  kept: Iterable<{ creator?: string | null }>,
  { creator, limit }: { creator: string | null; limit: RecordLimit | undefined },
): void {
  if (!limit) return;
  let [total, own] = [0, 0];
  for (const record of kept) {
    total += 1;
    if (creator !== null && record.creator === creator) own += 1;
  }
  if (own >= limit.perToken) {
    throw refuse('TOO_MANY', `This token made ${own} ${kind}, as many as one may keep. Remove some.`);
  }
  if (total >= limit.total) {
    throw refuse('TOO_MANY', `There are ${total} ${kind}, as many as may be kept. Remove some.`);
  }
}
