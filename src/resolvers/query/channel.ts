import type { Channel } from '../../domain/records.ts';
import type { Context } from '../context.ts';
import { findByGlobalId } from './visible.ts';

/** Null for an unknown, malformed or hidden id. */
export function channel(ctx: Context, { id }: { id: string }): Channel | null {
  return findByGlobalId(ctx, 'channel', 'Channel', id);
}
