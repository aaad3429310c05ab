import type { Destination } from '../../domain/records.ts';
import type { Context } from '../context.ts';
import { findByGlobalId } from './visible.ts';

/** Null for an unknown, malformed or hidden id. */
export function destination(ctx: Context, { id }: { id: string }): Destination | null {
  return findByGlobalId(ctx, 'destination', 'Destination', id);
}
