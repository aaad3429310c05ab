import { AwsError } from '../aws/aws-error.ts';
import { observeEye } from '../domain/observe-eye.ts';
import type { PollerDeps } from './poller-deps.ts';
import { recordObserved } from './record-observed.ts';

export interface KeptEye {
  seen(startedAt: string, sync: boolean): Promise<void>;
  missed(error: unknown): Promise<void>;
  misses(): number;
}

/** Counts the looks of one eye that failed in a row, and records what the domain makes of it. */
export function keepEye(deps: PollerDeps, id: string): KeptEye {
  let misses = 0;
  return {
    misses: () => misses,
    async seen(startedAt, sync) {
      misses = 0;
      await recordObserved(deps, [(state) => observeEye(state, id, { at: startedAt }, sync)]);
    },
    async missed(error) {
      misses += 1;
      deps.log.warn({ err: error, eye: id, misses }, 'a look at AWS failed');
      // Only what the gateway has classified is fit to be shown.
      const text = error instanceof AwsError ? error.message : 'AWS could not be looked at.';
      await recordObserved(deps, [(state) => observeEye(state, id, { misses, error: text }, false)]);
    },
  };
}
