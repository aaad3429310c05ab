import { flowOf } from '../../domain/change.ts';
import type { Records, RecordType } from '../../domain/records.ts';
import type { Context } from '../context.ts';
import { decodeId, type NodeType } from '../global-id.ts';

type View = Pick<Context, 'state' | 'sees'>;

/** Whether the viewer sees a record. Presets are for everyone. */
export function sees<T extends RecordType>(ctx: View, type: T, record: Records[T]): boolean {
  return type === 'preset' || ctx.sees(flowOf(ctx.state, type, record));
}

/** The record with this raw id; null when there is none the viewer sees. */
export function findVisible<T extends RecordType>(
  ctx: View,
  type: T,
  id: string | null | undefined,
): Records[T] | null {
  const record = id ? ctx.state.get(type, id) : undefined;
  return record && sees(ctx, type, record) ? record : null;
}

/** The record behind a global id; null when malformed, of another type, unknown or hidden from the viewer. */
export function findByGlobalId<T extends RecordType>(
  ctx: View,
  type: T,
  nodeType: NodeType,
  globalId: string,
): Records[T] | null {
  return findVisible(ctx, type, decodeId(nodeType, globalId));
}

/** Those the viewer sees. */
export function onlyVisible<T extends RecordType>(
  ctx: View,
  type: T,
  records: Iterable<Records[T]>,
): Records[T][] {
  return [...records].filter((record) => sees(ctx, type, record));
}
