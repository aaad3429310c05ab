import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** Where a process runs: what is measured has one core to itself, who asks it has another. */
export type Side = 'server' | 'client';

/** A process of its own, kept to one core, that does as it is told. */
export interface Pinned {
  /** Sends a command and resolves with its answer. @throws Error with what it threw. */
  call<T>(command: string, args?: unknown): Promise<T>;
  /** Sends a command and waits for nothing: an answer would be the bench's own cost, counted to whom it measures. */
  tell(command: string): void;
  close(): Promise<void>;
}

type Answer = { ready: true } | { id: number; value?: unknown; error?: string };

/** The cores this process may use, lowest first. */
export function coresAllowed(): number[] {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? '';
    return list.split(',').flatMap((range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
    });
  } catch {
    return [];
  }
}

/** Whether processes can be kept to their cores here. */
export const canPin = (): boolean =>
  coresAllowed().length > 1 && spawnSync('taskset', ['--version']).status === 0;

/** Starts `file`, which has to call `answerParent`, and resolves once it did. */
export async function startPinned(file: URL, side: Side): Promise<Pinned> {
  const node = [process.execPath, '--expose-gc', '--import', 'tsx', file.pathname];
  const core = side === 'server' ? coresAllowed().at(0) : coresAllowed().at(-1);
  const [program = '', ...args] = canPin() ? ['taskset', '-c', String(core), ...node] : node;
  // As servers run for real: graphql-js checks less then.
  const env = { ...process.env, NODE_ENV: 'production' };
  const child = spawn(program, args, { env, stdio: ['ignore', 2, 2, 'ipc'] });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let calls = 0;

  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (answer: Answer) => {
      if ('ready' in answer) return resolve();
      const call = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.error === undefined) call?.resolve(answer.value);
      else call?.reject(new Error(`${file.pathname}: ${answer.error}`));
    });
    child.once('exit', (code) => {
      const error = new Error(`${file.pathname} ended with ${code}.`);
      reject(error);
      for (const { reject: refuse } of waiting.values()) refuse(error);
    });
  });
  await ready;

  return {
    call<T>(command: string, args?: unknown): Promise<T> {
      calls += 1;
      const id = calls;
      return new Promise<T>((resolve, reject) => {
        waiting.set(id, { resolve: (value) => resolve(value as T), reject });
        child.send({ id, command, args });
      });
    },
    tell: (command) => void child.send({ command }),
    close: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.disconnect();
  await exited;
}
