import { flowOf } from '../domain/change.ts';
import type { Change, Entry } from '../domain/log.ts';
import type { Records } from '../domain/records.ts';
import type { State } from '../domain/state.ts';

export type WatchedType = 'destination' | 'channel' | 'flow' | 'output';

/** Which records a watch is about. */
export interface Selection<T extends WatchedType> {
  type: T;
  /** Left out or null: any. */
  ids?: readonly string[] | null | undefined;
  flowId?: string | null | undefined;
  /** The flows a limited token sees; null: every flow, and what belongs to none. */
  scope: readonly string[] | null;
}

/** A change as one selection sees it. */
export interface SelectedChange<T extends WatchedType> {
  index: number;
  kind: 'CREATED' | 'UPDATED' | 'DELETED';
  id: string;
  record: Records[T] | null;
}

/** The selected records as they stand, oldest known first. */
export function selectRecords<T extends WatchedType>(state: State, selection: Selection<T>): Records[T][] {
  const sees = seesFlow(selection);
  return [...candidates(state, selection)].filter((record) => sees(flowOf(state, selection.type, record)));
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
  { changes }: Entry,
  selection: Selection<T>,
): Iterable<SelectedChange<T>> {
  const sees = seesFlow(selection);
  const lasts = new Map<string, { index: number; first: Change; quiet: boolean }>();
  changes.forEach((change, index) => {
    if (change.type !== selection.type) return;
    if (selection.ids && !selection.ids.includes(change.id)) return;
    const known = lasts.get(change.id);
    const quiet = change.quiet === true && known?.quiet !== false;
    lasts.set(change.id, { index, first: known?.first ?? change, quiet });
  });
  for (const [id, { index, first, quiet }] of [...lasts].sort(([, a], [, b]) => a.index - b.index)) {
    const last = changes[index];
    if (!last || quiet) continue;
    const before =
      first.kind !== 'CREATED' && sees(first.movedFrom === undefined ? first.flowId : first.movedFrom);
    const after = last.record !== null && sees(last.flowId);
    const record = after ? (last.record as Records[T]) : null;
    if (before || after)
      yield { index, kind: before ? (after ? 'UPDATED' : 'DELETED') : 'CREATED', id, record };
  }
}

/** A test of whether the selection shows what belongs to this flow, or to none. */
export function seesFlow({ flowId, scope }: Pick<Selection<WatchedType>, 'flowId' | 'scope'>) {
  const flows = scope && new Set(scope);
  return (flow: string | null): boolean =>
    (flowId === undefined || flowId === null || flow === flowId) &&
    (!flows || (flow !== null && flows.has(flow)));
}
