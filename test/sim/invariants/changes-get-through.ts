import { type Invariant, type Sim, Violation } from '../sim.ts';
import type { SimProcess } from '../sim-process.ts';

const name = 'every change gets through or is refused in time';

/** While the table answers: turns of all others, and one of each that died in its turn. */
const calmMs = 2_000;
/** However the table fails: tries are given up after 15 s, and what was appended before goes first. */
const troubledMs = 90_000;
/** So long after its last failure writes that are late, and outages, are over. */
const overMs = 65_000;

interface Pending {
  awakeMs: number;
  at: number;
}

/** No process that lives waits without end to append, whoever dies in a turn and however busily others append. */
export function changesGetThrough({ scheduler, faults, processes }: Sim): Invariant {
  const pending = new Map<SimProcess, Set<Pending>>();
  let failures = 0;
  let failedAt = Number.NEGATIVE_INFINITY;

  function check(): void {
    const known = [...faults.counts].reduce(
      (sum, [fault, n]) => (/^(table|row)/.test(fault) ? sum + n : sum),
      0,
    );
    if (known !== failures) failedAt = scheduler.now();
    failures = known;
    for (const [process, asked] of pending) {
      if (!process.alive) pending.delete(process);
      const [oldest] = asked;
      if (!process.alive || !oldest) continue;
      const waitedMs = process.awakeMs() - oldest.awakeMs;
      const boundMs = oldest.at > failedAt + overMs ? calmMs : troubledMs;
      if (waitedMs <= boundMs) continue;
      throw new Violation(
        name,
        `${process.name} has waited ${waitedMs} ms to append; ${processes().length} run.`,
      );
    }
  }

  return {
    name,
    onChange(process, done) {
      const asked = pending.get(process) ?? new Set();
      pending.set(process, asked);
      const one = { awakeMs: process.awakeMs(), at: scheduler.now() };
      asked.add(one);
      const end = () => void asked.delete(one);
      done.then(end, end);
      check();
    },
    onEntry: check,
    onWrite: check,
    atRest: check,
  };
}
