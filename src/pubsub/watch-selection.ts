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
  entry: Entry,
  selection: Selection<T>,
  sees: Sees,
): Iterable<SelectedChange<T>> {
  const shows = withinSelection(selection, sees);
  for (const changed of changedRecords(entry, selection)) {
    const { index, last } = changed;
    const shown = {
      before: wasShown(changed.first, shows),
      after: last.record !== null && shows(last.flowId),
    };
    const kind = kindOf(shown);
    const record = shown.after ? (last.record as Records[T]) : null;
    if (kind) yield { index, kind, id: last.id, record };
  }
}

/** A record that an entry changes: its first change, and its last one, which is at `index`. */
interface ChangedRecord {
  index: number;
  first: Change;
  last: Change;
  /** True while nothing says that clients are to be told. */
  quiet: boolean;
}

/** The records of a selection's type and ids that an entry changes noticeably, in the order of their last changes. */
function changedRecords(
  { changes, events }: Entry,
  { type, ids }: Pick<Selection<WatchedType>, 'type' | 'ids'>,
): ChangedRecord[] {
  const told = new Set(events.map(({ subjectId }) => subjectId));
  const found = new Map<string, ChangedRecord>();
  for (const [index, change] of changes.entries()) {
    const { id } = change;
    if (change.type !== type || (ids && !ids.includes(id))) continue;
    const known = found.get(id);
    const quiet = change.quiet === true && known?.quiet !== false && !told.has(id);
    found.set(id, { index, first: known?.first ?? change, last: change, quiet });
  }
  return [...found.values()].filter(({ quiet }) => !quiet).sort((a, b) => a.index - b.index);
}

const wasShown = ({ kind, movedFrom, flowId }: Change, shows: Sees): boolean =>
  kind !== 'CREATED' && shows(movedFrom === undefined ? flowId : movedFrom);

/** Null: the selection shows it neither before nor after. */
function kindOf({
  before,
  after,
}: {
  before: boolean;
  after: boolean;
}): SelectedChange<WatchedType>['kind'] | null {
  if (before) return after ? 'UPDATED' : 'DELETED';
  return after ? 'CREATED' : null;
}

/** A test of whether the selection shows what belongs to this flow, or to none. */
const withinSelection =
  ({ flowId }: Pick<Selection<WatchedType>, 'flowId'>, sees: Sees): Sees =>
  (flow) =>
    (flowId === undefined || flowId === null || flow === flowId) && sees(flow);
