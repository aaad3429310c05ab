import type { ChangeOf } from './log.ts';
import type { Records, RecordType } from './records.ts';
import type { State } from './state.ts';

/** The change that gives a record this image. */
export function put<T extends RecordType>(state: State, type: T, record: Records[T]): ChangeOf<T> {
  const before = state.get(type, record.id);
  const flowId = flowOf(state, type, record);
  const change = { type, id: record.id, kind: before ? 'UPDATED' : 'CREATED', record, flowId } as const;
  const movedFrom = before ? flowOf(state, type, before) : flowId;
  return movedFrom === flowId ? change : { ...change, movedFrom };
}

/** As `put`, where only what nobody is shown differs. */
export function putQuietly<T extends RecordType>(state: State, type: T, record: Records[T]): ChangeOf<T> {
  return { ...put(state, type, record), quiet: true };
}

/** The change that removes a record; its flow stays known, so that filters and limited tokens see it go. */
export function remove<T extends RecordType>(state: State, type: T, record: Records[T]): ChangeOf<T> {
  return { type, id: record.id, kind: 'DELETED', record: null, flowId: flowOf(state, type, record) };
}

/** The flow a record belongs to, null where it belongs to none. */
export function flowOf<T extends RecordType>(state: State, type: T, record: Records[T]): string | null {
  switch (type) {
    case 'destination':
    case 'output':
    case 'session':
      return (record as Records['destination' | 'output' | 'session']).flowId;
    case 'flow':
      return record.id;
    case 'input':
      return (record as Records['input']).flowArns[0] ?? null;
    case 'channel': {
      for (const inputId of (record as Records['channel']).inputIds) {
        const flow = state.get('input', inputId)?.flowArns[0];
        if (flow) return flow;
      }
      for (const owner of state.where('destination', 'channel', record.id)) return owner.flowId;
      return null;
    }
    default:
      return null;
  }
}
