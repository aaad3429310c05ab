import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Emulator } from '../../emulator/start-emulator.ts';

const root = resolve(import.meta.dirname, '../..');
const programs = { lunora: 'src/main.ts', emulator: 'emulator/main.ts' } as const;
const scripts = { lunora: 'start', emulator: 'emulator' } as const;
const up = { lunora: /Lunora is serving\.[\s\S]*?API\s+(\S+)/, emulator: /Control surface\s+(\S+)/ } as const;

export interface Ended {
  /** Null when a signal ended it. */
  code: number | null;
  /** Everything on standard error. */
  said: string;
}

export interface RunningProcess {
  pid: number;
  /** Everything on standard output so far. */
  out(): string;
  /** Resolves with the address it prints once it serves. @throws Error with what it said when it ends before */
  serving: Promise<string>;
  /** Resolves once its standard output matches. @throws Error with what it said when it ends before */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves once the process and its output are over. */
  ended: Promise<Ended>;
  signal(name: NodeJS.Signals): void;
  /** `kill -9`, and waits until it is gone. */
  kill(): Promise<void>;
}

/**
 * Runs a program of this package as `npm start` and `npm run emulator` do, in a process of its own that inherits only
 * PATH, on free ports unless `env` says otherwise. Empty settings count as left out. `by` npm: as a child of npm.
 */
export function startProcess(
  program: keyof typeof programs,
  dataDir: string,
  env: Record<string, string> = {},
  by: 'node' | 'npm' = 'node',
): RunningProcess {
  const [command, args] =
    by === 'npm'
      ? (['npm', ['run', scripts[program]]] as const)
      : ([process.execPath, ['--import', 'tsx', programs[program]]] as const);
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      LUNORA_DATA_DIR: dataDir,
      LUNORA_PORT: '0',
      LUNORA_EMULATOR_PORT: '0',
      LUNORA_TABLE_PORT: '0',
      LUNORA_LOG_LEVEL: 'warn',
      ...env,
    },
  });
  let out = '';
  let said = '';
  const listening = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    out += String(chunk);
    for (const listen of listening) listen();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said += String(chunk);
  });
  const ended = new Promise<Ended>((done) => {
    child.on('close', (code) => done({ code, said }));
  });
  const says = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((found, missing) => {
      const listen = () => {
        const match = pattern.exec(out);
        if (!match) return;
        listening.delete(listen);
        found(match);
      };
      listening.add(listen);
      listen();
      void ended.then(({ code }) => missing(new Error(`It ended with ${code}, saying: ${said}${out}`)));
    });
  const serving = says(up[program]).then(([, address = '']) => address);
  serving.catch(() => {});
  return {
    pid: child.pid ?? 0,
    out: () => out,
    serving,
    says,
    ended,
    signal: (name) => void child.kill(name),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** What the local AWS says of itself on its control surface. */
export type AboutEmulator = Pick<Emulator, 'endpoints' | 'seeded'>;
