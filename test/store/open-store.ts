import type { Clock } from '../../src/clock.ts';
import type { FindConsequences } from '../../src/domain/consequences.ts';
import type { RecordType } from '../../src/domain/records.ts';
import type { State } from '../../src/domain/state.ts';
import { createStore } from '../../src/store/create-store.ts';
import type { Store } from '../../src/store/store.ts';
import type { Table } from '../../src/store/table.ts';
import { noConsequences } from './records.ts';

interface OpenOptions {
  clock?: Clock;
  consequences?: FindConsequences;
  keepEntries?: number;
  eventsRetentionDays?: number;
  installationId?: string;
  readTable?: Table;
  resumesAtOnce?: number;
}

/** Time as it is, except that nobody waits for it: retries follow at once. */
export const hastyClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(_delayMs, callback) {
    const timer = setImmediate(callback);
    return () => clearImmediate(timer);
  },
};

/** Another process over the same table. */
export const openStore = (table: Table, options: OpenOptions = {}): Promise<Store> =>
  createStore({ table, clock: hastyClock, consequences: noConsequences, ...options });

/** Everything in a state, for comparing. */
export function imageOf(state: State): unknown {
  const types: RecordType[] = ['quota', 'session', 'eye', 'preset'];
  return { position: state.position, records: types.map((type) => [...state.all(type)]) };
}

/** The whole log as one process reads it. */
export async function wholeLog(store: Store) {
  return await store.entriesAfter(0, 100_000);
}
