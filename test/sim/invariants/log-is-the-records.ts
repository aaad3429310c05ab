import { findConsequences } from '../../../src/domain/find-consequences.ts';
import type { RecordType } from '../../../src/domain/records.ts';
import type { State } from '../../../src/domain/state.ts';
import { createStore } from '../../../src/store/create-store.ts';
import { recordTypes } from '../../../src/store/load.ts';
import { type Invariant, type Sim, Violation } from '../sim.ts';

const name = 'the log, replayed, is exactly the records';

/** Whoever has read as far knows the same: each process that runs, and one that starts now from rows and log. */
export function logIsTheRecords({ truth, table, scheduler, processes }: Sim): Invariant {
  function compare(who: string, state: State): void {
    if (state.position !== truth.state.position) return;
    for (const type of recordTypes) {
      const [theirs, ours] = [textOf(state, type), textOf(truth.state, type)];
      if (theirs !== ours)
        throw new Violation(name, `${who} has of ${type} ${theirs}; the log says ${ours}.`);
    }
  }

  return {
    name,
    async atRest() {
      for (const { process, lunora } of processes()) if (lunora) compare(process.name, lunora.store.state);
      const clock = { now: scheduler.now, monotonicMs: scheduler.now, after: () => () => {} };
      const fresh = await createStore({
        table,
        clock,
        consequences: findConsequences,
        installationId: 'sim',
      });
      if (fresh.state.position !== truth.state.position) {
        throw new Violation(
          name,
          `Who starts now reads up to ${fresh.state.position} of ${truth.state.position}.`,
        );
      }
      compare('who starts now', fresh.state);
    },
  };
}

const textOf = (state: State, type: RecordType): string =>
  JSON.stringify([...state.all(type)].sort((a, b) => (a.id < b.id ? -1 : 1)));
