import type { GivenKey } from '../../domain/commands/create-destination.ts';
import { trimmed } from '../../domain/commands/mend-url.ts';
import type { Context } from '../context.ts';

/** A stream key in clear, without space around it, and as it is kept. */
export function sealStreamKey(ctx: Context, given: string): GivenKey {
  const plain = trimmed(given);
  return { plain, ...ctx.sealKey(plain) };
}
