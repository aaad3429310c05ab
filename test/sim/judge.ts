import { invariants } from './invariants/index.ts';
import { type Invariant, type Sim, Violation } from './sim.ts';

export interface Failure {
  invariant: string;
  message: string;
}

/** Looks after every promise while a seed runs, and keeps the first one that was broken. */
export interface Judge {
  readonly failure: Failure | null;
  broken(): boolean;
  /** Runs it; what it throws is held against `name`, where it does not say itself which promise it breaks. */
  check(name: string, run: () => void): void;
  /** Lets every promise see something. */
  checkAll(run: (each: Invariant) => void): void;
  checkAtRest(): Promise<void>;
}

export function createJudge(sim: Sim, tell: (line: string) => void): Judge {
  const checks: Invariant[] = invariants.map((create) => create(sim));
  let failure: Failure | null = null;

  function check(name: string, run: () => void): void {
    if (failure) return;
    try {
      run();
    } catch (error) {
      fail(name, error);
    }
  }

  function fail(name: string, error: unknown): void {
    if (error instanceof Violation) failure = { invariant: error.invariant, message: error.message };
    else failure = { invariant: name, message: error instanceof Error ? (error.stack ?? '') : String(error) };
    tell(`VIOLATION ${failure.invariant}: ${failure.message}`);
  }

  return {
    get failure() {
      return failure;
    },
    broken: () => failure !== null,
    check,
    checkAll(run) {
      for (const each of checks) {
        if (failure) return;
        try {
          run(each);
        } catch (error) {
          fail(each.name, error);
        }
      }
    },
    async checkAtRest() {
      for (const each of checks) {
        if (failure) return;
        try {
          await each.atRest?.();
        } catch (error) {
          fail(each.name, error);
        }
      }
    },
  };
}
