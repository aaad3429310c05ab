import { DomainError } from '../domain/errors.ts';
import type { Context } from './context.ts';

/** Has the audit record a refusal for lack of a right; other errors are none of its business. */
export function noteDenial(ctx: Context, operation: string, error: unknown): void {
  if (!(error instanceof DomainError) || !error.lacks) return;
  const { viewer, address, requestId, noteDenied } = ctx;
  const { right, code } = error.lacks;
  noteDenied?.({
    ...{ actor: viewer.name, actorId: viewer.tokenId, address: address ?? null, requestId },
    ...{ operation, reason: right, code },
  });
}
