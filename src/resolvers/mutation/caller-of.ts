import type { Caller } from '../../domain/commands/caller.ts';
import type { Context } from '../context.ts';

/** Who asks, as decisions want to know it. */
export const callerOf = ({ actor, viewer }: Context): Caller => ({ actor, flowIds: viewer.flowIds });
