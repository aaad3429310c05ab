import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Caught {
  seed: number;
  /** Which promise it broke. */
  invariant: string;
  message: string;
}

export interface RunSeedsOptions {
  /** Where the copy of the project is. */
  folder: string;
  seeds: Iterable<number>;
  signal: AbortSignal;
  onSeed?(seed: number): void;
}

/** By the wall's clock. No seed takes so long; with a bug it may take for ever. */
const seedWithinMs = 180_000;

/** Runs seeds one after the other, in a process of their own, up to the first that fails. Null when none did. */
export async function runSeeds({ folder, seeds, signal, onSeed }: RunSeedsOptions): Promise<Caught | null> {
  if (signal.aborted) return null;
  const worker = fork(join(folder, 'test/sim/worker.ts'), {
    cwd: folder,
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(worker, 'exit');
  const kill = () => void worker.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  try {
    for (const seed of seeds) {
      onSeed?.(seed);
      const answer = await ask(seed);
      if (signal.aborted) return null;
      if (answer) return { seed, ...answer };
    }
    return null;
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
    await ended;
  }

  function ask(seed: number): Promise<Omit<Caught, 'seed'> | null> {
    return new Promise((resolve) => {
      const end = (found: Omit<Caught, 'seed'> | null) => {
        clearTimeout(timer);
        worker.removeAllListeners('message').off('exit', onExit);
        resolve(found);
      };
      const never = (message: string) => end({ invariant: 'the simulation comes to an end', message });
      const timer = setTimeout(() => never(`It did not in ${seedWithinMs / 1_000} s.`), seedWithinMs);
      const onExit = (code: number | null) => never(`Its process ended with ${code}.`);
      worker.once('exit', onExit);
      worker.once('message', (result) => {
        const { failure, crashed } = result as WorkerResult;
        end(crashed === undefined ? failure : { invariant: 'the simulation runs', message: crashed });
      });
      worker.send(seed);
    });
  }
}

interface WorkerResult {
  failure: Omit<Caught, 'seed'> | null;
  crashed?: string;
}
