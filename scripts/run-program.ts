import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Program {
  pid: number | undefined;
  /** Everything it said, once it has said what `up` looks for. @throws Error with that when it ends or cannot begin */
  up: Promise<string>;
  ended: Promise<unknown>;
  /** SIGTERM, and waits for the end. */
  stop(): Promise<void>;
}

/** Runs a program; once it is up, what it says is shown under its name. Ctrl-C does not reach it: whoever started it stops it. */
export function runProgram(name: string, command: string[], env: NodeJS.ProcessEnv, up: RegExp): Program {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { detached: true, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => void child.kill('SIGKILL');
  process.on('exit', kill);
  const ended = once(child, 'close')
    .catch(() => {})
    .finally(() => process.off('exit', kill));
  const show = (line: string) => process.stdout.write(`${name.padEnd(6)}│ ${line}\n`);
  let said = '';
  let begun = false;
  const isUp = new Promise<string>((resolve, reject) => {
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        if (begun) return void show(line);
        said += `${line}\n`;
        begun = up.test(said);
        if (begun) resolve(said);
      });
    }
    child.on('error', reject);
    void ended.then(() => reject(new Error(`${name} did not start: ${said}`)));
  });
  isUp.catch(() => {});
  return {
    pid: child.pid,
    up: isUp,
    ended,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
