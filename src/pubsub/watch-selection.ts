import { flowOf } from '../domain/change.ts';
import type { WatchedType } from '../domain/linked-digest.ts';
import type { Change, Entry } from '../domain/log.ts';
import type { Records } from '../domain/records.ts';
import type { State } from '../domain/state.ts';
import type { Sees } from './stream.ts';

/** Which records a watch is about. */
export interface Selection<T extends WatchedType> {
  type: T;
  /** Only these records; left out or null: whichever there are. */
  ids?: readonly string[] | null | undefined;
  /** Only what belongs to this flow; left out or null: whatever it belongs to. */
  flowId?: string | null | undefined;
}

/** A change as one selection sees it. */
export interface SelectedChange<T extends WatchedType> {
  index: number;
  kind: 'CREATED' | 'UPDATED' | 'DELETED';
  id: string;
  record: Records[T] | null;
}

/** The selected records as they stand, oldest known first. */
export function selectRecords<T extends WatchedType>(
  state: State,
  selection: Selection<T>,
  sees: Sees,
): Records[T][] {
  const shows = withinSelection(selection, sees);
  return [...candidates(state, selection)].filter((record) => shows(flowOf(state, selection.type, record)));
}

function* candidates<T extends WatchedType>(state: State, { type, ids }: Selection<T>): Iterable<Records[T]> {
  if (!ids) return yield* state.all(type);
  for (const id of new Set(ids)) {
    const record = state.get(type, id);
    if (record) yield record;
  }
}

/**
 * What an entry changes for a selection. An entry is one step: each record appears once, as the entry leaves it, at the
 * index of its last change. Entering the selection is CREATED, leaving it DELETED.
 */
export function* changesIn<T extends WatchedType>(
  { changes, events }: Entry,
  selection: Selection<T>,
  sees: Sees,
): Iterable<SelectedChange<T>> {
  const shows = withinSelection(selection, sees);
  const told = new Set(events.map(({ subjectId }) => subjectId));
  const lasts = new Map<string, { index: number; first: Change; quiet: boolean }>();
  changes.forEach((change, index) => {
    if (change.type !== selection.type) return;
    if (selection.ids && !selection.ids.includes(change.id)) return;
    const known = lasts.get(change.id);
    const quiet = change.quiet === true && known?.quiet !== false && !told.has(change.id);
    lasts.set(change.id, { index, first: known?.first ?? change, quiet });
  });
  for (const [id, { index, first, quiet }] of [...lasts].sort(([, a], [, b]) => a.index - b.index)) {
    const last = changes[index];
    if (!last || quiet) continue;
    const before =
      first.kind !== 'CREATED' && shows(first.movedFrom === undefined ? first.flowId : first.movedFrom);
    const after = last.record !== null && shows(last.flowId);
    const record = after ? (last.record as Records[T]) : null;
    if (before || after)
      yield { index, kind: before ? (after ? 'UPDATED' : 'DELETED') : 'CREATED', id, record };
  }
}

/** A test of whether the selection shows what belongs to this flow, or to none. */
const withinSelection =
  ({ flowId }: Pick<Selection<WatchedType>, 'flowId'>, sees: Sees): Sees =>
  (flow) =>
    (flowId === undefined || flowId === null || flow === flowId) && sees(flow);
