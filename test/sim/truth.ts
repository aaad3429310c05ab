import type { Entry } from '../../src/domain/log.ts';
import { FoldedState } from '../../src/domain/state.ts';
import type { Item } from '../../src/store/table.ts';

/** The log as it stands in the table, folded by nobody's leave: what every process comes to know sooner or later. */
export interface Truth {
  state: FoldedState;
  /** Takes note of what a write of the head put there. @throws when it leaves a gap. */
  note(head: Item): void;
  /** Before the entry is folded. */
  onEntry(listener: (entry: Entry, text: string) => void): void;
  /** After it was. */
  onFolded(listener: (entry: Entry) => void): void;
}

export function createTruth(): Truth {
  const state = new FoldedState();
  const listeners: ((entry: Entry, text: string) => void)[] = [];
  const after: ((entry: Entry) => void)[] = [];
  return {
    state,
    onEntry: (listener) => void listeners.push(listener),
    onFolded: (listener) => void after.push(listener),
    note(head) {
      const text = head['entry'];
      if (typeof text !== 'string') return;
      const entry = JSON.parse(text) as Entry;
      if (entry.position === state.position) return;
      if (entry.position !== state.position + 1) {
        throw new Error(`Entry ${entry.position} follows entry ${state.position}.`);
      }
      for (const listener of listeners) listener(entry, text);
      state.fold(entry.changes, entry.position);
      for (const listener of after) listener(entry);
    },
  };
}
