import { lacking } from '../../domain/commands/refuse.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Context } from '../context.ts';
import { noteDenial } from '../note-denial.ts';

/**
 * Presets belong to no flow and are used on all of them.
 * @throws DomainError FORBIDDEN for a token that is limited to flows.
 */
export function checkPresetRights(ctx: Context, operation: string): void {
  if (ctx.viewer.flowIds === null) return;
  const message = 'Presets are shared by all flows; a token limited to some cannot change them.';
  const refusal = lacking('FLOWS', new DomainError('FORBIDDEN', message));
  noteDenial(ctx, operation, refusal);
  throw refusal;
}
