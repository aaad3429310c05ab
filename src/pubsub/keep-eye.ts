import { AwsError } from '../aws/aws-error.ts';
import { observedEveryMs, observeEye, staleAfterMisses } from '../domain/observe-eye.ts';
import type { PollerDeps } from './poller-deps.ts';
import { recordObserved } from './record-observed.ts';

export interface KeptEye {
  seen(startedAt: string, sync: boolean): Promise<void>;
  missed(error: unknown): Promise<void>;
}

/** Counts the looks of one eye that failed in a row, and records what the domain makes of it. */
export function keepEye(deps: PollerDeps, id: string): KeptEye {
  let misses = 0;
  let loggedAtMs = Number.NEGATIVE_INFINITY;
  return {
    async seen(startedAt, sync) {
      misses = 0;
      const nowMs = deps.clock.monotonicMs();
      const due = sync || nowMs - loggedAtMs >= observedEveryMs;
      await recordObserved(deps, [(state) => observeEye(state, id, { at: startedAt, due })]);
      if (due) loggedAtMs = nowMs;
    },
    async missed(error) {
      misses += 1;
      const level = misses === 1 || misses === staleAfterMisses ? 'warn' : 'debug';
      deps.log[level]({ err: error, eye: id, misses }, 'a look at AWS failed');
      // Only what the gateway has classified is fit to be shown.
      const text = error instanceof AwsError ? error.message : 'AWS could not be looked at.';
      await recordObserved(deps, [(state) => observeEye(state, id, { misses, error: text })]);
    },
  };
}
