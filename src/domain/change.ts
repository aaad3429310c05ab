import type { ChangeOf } from './log.ts';
import type { Destination, Records, RecordType } from './records.ts';
import type { State } from './state.ts';

/** The change that gives a record this image. */
export const put = <T extends RecordType>(state: State, type: T, record: Records[T]): ChangeOf<T> =>
  place(state, state, type, record);

/** As `put`, where what else changes with it may decide which flow it belongs to. */
export function place<T extends RecordType>(
  before: State,
  after: State,
  type: T,
  record: Records[T],
): ChangeOf<T> {
  const known = before.get(type, record.id);
  const flowId = flowOf(after, type, record);
  const change = { type, id: record.id, kind: known ? 'UPDATED' : 'CREATED', record, flowId } as const;
  const movedFrom = known ? flowOf(before, type, known) : flowId;
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

/** The one that was created first: an index may give its records in any order. */
function oldest(destinations: Iterable<Destination>): Destination | null {
  const age = ({ createdAt, id }: Destination) => `${createdAt} ${id}`;
  let first: Destination | null = null;
  for (const destination of destinations) {
    if (!first || age(destination) < age(first)) first = destination;
  }
  return first;
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
      return oldest(state.where('destination', 'channel', record.id))?.flowId ?? null;
    }
    default:
      return null;
  }
}
