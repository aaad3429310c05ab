import { spawnSync } from 'node:child_process';

/** 5,000 sockets, and what a process opens besides. */
const needed = 5_500;

/** @throws Error with what to do when a process may not open as many sockets as the largest run holds. */
export function checkOpenFiles(): void {
  const { stdout, status } = spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' });
  const limit = stdout.trim();
  if (status !== 0 || limit === 'unlimited' || Number(limit) >= needed) return;
  throw new Error(
    `5,000 subscribers need ${needed} open files a process, and ${limit} are allowed: ulimit -n ${needed}`,
  );
}
