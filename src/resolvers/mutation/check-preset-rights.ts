import { DomainError } from '../../domain/errors.ts';
import type { Context } from '../context.ts';

/**
 * Presets belong to no flow and are used on all of them.
 * @throws DomainError FORBIDDEN for a token that is limited to flows.
 */
export function checkPresetRights({ viewer }: Context): void {
  if (viewer.flowIds === null) return;
  throw new DomainError(
    'FORBIDDEN',
    'Presets are shared by all flows; a token limited to some cannot change them.',
  );
}
