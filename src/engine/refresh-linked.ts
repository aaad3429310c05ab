import { put } from '../domain/change.ts';
import { nothing } from '../domain/decision.ts';
import { linkedDigest, type WatchedType, watchedTypes } from '../domain/linked-digest.ts';
import type { Change } from '../domain/log.ts';
import { mediaLiveEye } from '../domain/observe-eye.ts';
import type { State } from '../domain/state.ts';
import type { EngineDeps } from './deps.ts';

type RefreshDeps = Pick<EngineDeps, 'store' | 'log'>;
type Candidate = { type: WatchedType; id: string };

/**
 * Gives a new image to the records that share a changed record with many, such as a preset: an entry carries only the
 * first of them.
 */
export function refreshLinked(deps: RefreshDeps, changes: readonly Change[]): void {
  const { state } = deps.store;
  for (const change of changes) refresh(deps, sharing(state, change));
}

/** As `refreshLinked`, for whatever another leader left undone. */
export function refreshAllLinked(deps: RefreshDeps): void {
  const { state } = deps.store;
  for (const type of watchedTypes) {
    const known = [...state.all(type)].filter(({ linked }) => linked !== undefined);
    refresh(
      deps,
      known.map(({ id }) => ({ type, id })),
    );
  }
}

function sharing(state: State, { type, id, kind }: Change): Candidate[] {
  const of = (watched: WatchedType, records: Iterable<{ id: string }>): Candidate[] =>
    Array.from(records, (record) => ({ type: watched, id: record.id }));
  switch (type) {
    case 'preset':
      return of('destination', state.where('destination', 'preset', id));
    case 'flow': {
      if (kind === 'UPDATED') return [];
      const inputs = [...state.where('input', 'flow', id)];
      const channels = inputs.flatMap((input) => [...state.where('channel', 'input', input.id)]);
      return [...of('destination', state.where('destination', 'flow', id)), ...of('channel', channels)];
    }
    case 'eye':
      return id === mediaLiveEye
        ? of('channel', state.all('channel'))
        : of('output', state.where('output', 'flow', id));
    default:
      return [];
  }
}

function refresh({ store, log }: RefreshDeps, candidates: readonly Candidate[]): void {
  for (const { type, id } of candidates) {
    if (!isOutdated(store.state, type, id)) continue;
    store
      .change((state) => {
        const record = state.get(type, id);
        if (!record || !isOutdated(state, type, id)) return nothing(undefined);
        return { changes: [put(state, type, record) as Change], events: [], value: undefined };
      })
      .catch((error: unknown) => log.warn({ err: error, type, id }, 'record not refreshed'));
  }
}

function isOutdated(state: State, type: WatchedType, id: string): boolean {
  const record = state.get(type, id);
  return record !== undefined && record.linked !== linkedDigest(state, type, record);
}
