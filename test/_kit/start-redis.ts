import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freeTcpPort } from './free-port.ts';
import { requireTool } from './require-tool.ts';

export const hasRedis = requireTool('redis-server', ['--version']);

export interface TestRedis {
  url: string;
  /** `kill -9`, and waits until it is gone. */
  kill(): Promise<void>;
  /** Starts it again at the same port, empty. */
  again(): Promise<void>;
  /** Stops it in its tracks, connections open, or lets it go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
}

/** A real Redis of its own on loopback that keeps nothing. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freeTcpPort();
  const start = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const chunk of child.stdout) if (String(chunk).includes('Ready to accept')) break;
    child.stdout.resume();
    return child;
  };
  let child = await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    async again() {
      child = await start();
    },
    signal: (name) => void child.kill(name),
  };
}
