import type { LogEvent } from '../../domain/log.ts';
import type { Context } from '../context.ts';
import { findNode, type NodeView } from './node.ts';

/** What an event is about, as it is now; null once it is gone, and when it is hidden from the viewer. */
export async function eventSubject(
  ctx: Context,
  { subjectType, subjectId }: LogEvent,
): Promise<NodeView | null> {
  return subjectType && subjectId ? findNode(ctx, subjectType, subjectId) : null;
}
