import { type ChildProcess, fork } from 'node:child_process';
import { type Coverage, cover, noCoverage } from './coverage.ts';

export interface Failure {
  seed: number;
  invariant: string;
  message: string;
}

export interface RunManyOptions {
  first: number;
  count: number;
  jobs: number;
  /** Ends the run with what is done so far. */
  signal: AbortSignal;
  onResult(done: number, failed: number): void;
  onFailure(failure: Failure): void;
}

/** Runs many seeds in as many processes as asked for. */
export async function runMany(options: RunManyOptions): Promise<{ coverage: Coverage; failures: Failure[] }> {
  const { first, count, jobs, signal } = options;
  const coverage = noCoverage();
  const failures: Failure[] = [];
  let next = first;
  let done = 0;

  function fail(failure: Failure): void {
    failures.push(failure);
    options.onFailure(failure);
  }

  function work(): Promise<void> {
    const worker: ChildProcess = fork(new URL('worker.ts', import.meta.url), {
      // Each worker has a core to itself, and makes much that is soon let go.
      execArgv: [
        '--import',
        'tsx',
        '--single-threaded-gc',
        '--min-semi-space-size=128',
        '--max-semi-space-size=256',
      ],
    });
    return new Promise((resolve) => {
      let seed = first;
      const give = () => {
        if (next >= first + count || signal.aborted) return void worker.disconnect();
        seed = next;
        next += 1;
        worker.send(seed);
      };
      worker.on('message', (result) => {
        done += 1;
        const answer = result as Parameters<typeof cover>[1] & { crashed?: string };
        if (answer.crashed !== undefined) {
          fail({ seed, invariant: 'the simulation runs', message: answer.crashed });
        } else {
          cover(coverage, answer);
          if (answer.failure) fail({ seed, ...answer.failure });
        }
        options.onResult(done, failures.length);
        give();
      });
      worker.on('exit', (code) => {
        if (code !== 0 && !signal.aborted)
          fail({ seed, invariant: 'the simulation runs', message: `A worker ended with ${code}.` });
        resolve();
      });
      signal.addEventListener('abort', () => worker.connected && worker.disconnect());
      give();
    });
  }

  await Promise.all(Array.from({ length: jobs }, work));
  return { coverage, failures };
}
