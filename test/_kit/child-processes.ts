import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface ChildProcessFacts {
  /** As `ps` shows them to every user of the machine. */
  args: string[];
  environment: string[];
}

/** True where /proc shows arguments and environments, as on Linux. */
export const hasProc = existsSync('/proc/self/environ');

/** This process's children that lead a process group of their own, as detached ones do. */
export function detachedChildren(): ChildProcessFacts[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (parent !== String(process.pid) || group !== pid) return [];
        return [{ args: readList(`/proc/${pid}/cmdline`), environment: readList(`/proc/${pid}/environ`) }];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });
}

const readList = (path: string): string[] => readFileSync(path, 'utf8').split('\0').filter(Boolean);
