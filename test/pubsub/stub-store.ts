import { type Clock, instant } from '../../src/clock.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import type { Entry } from '../../src/domain/log.ts';
import { DraftState, FoldedState } from '../../src/domain/state.ts';
import type { Store } from '../../src/store/store.ts';

export type StubStore = Pick<Store, 'installationId' | 'change' | 'onEntry'> & {
  state: FoldedState;
  entries: Entry[];
};

/** The store's promises to the poller, in memory: decide, append, fold and tell as one. */
export function createStubStore(clock: Clock): Store & StubStore {
  const state = new FoldedState();
  const listeners = new Set<(entry: Entry) => void>();
  const stub: StubStore = {
    installationId: 'inst',
    state,
    entries: [],
    async change(decide) {
      await Promise.resolve();
      const at = instant(clock.now());
      const { changes, events, value } = decide(state, at);
      if (changes.length + events.length === 0) return value;
      const draft = new DraftState(state);
      draft.apply(changes);
      const more = findConsequences(draft, changes, at);
      const entry: Entry = {
        position: state.position + 1,
        at,
        changes: [...changes, ...more.changes],
        events: [...events, ...more.events],
      };
      state.fold(entry.changes, entry.position);
      stub.entries.push(entry);
      for (const listener of listeners) listener(entry);
      return value;
    },
    onEntry(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return stub as Store & StubStore;
}
