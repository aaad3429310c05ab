import { unobservedSince } from '../../domain/unobserved-parts.ts';
import type { Context } from '../context.ts';

/** True if AWS was last seen too long ago to trust what an eye saw. */
export const isStale = ({ state, freshness }: Context, eyeId: string): boolean =>
  state.get('eye', eyeId)?.stale === true ||
  (freshness !== undefined && unobservedSince(freshness.parts.current, eyeId) !== 0);
