import { spawnSync } from 'node:child_process';
import { reportMissing } from './report-missing.ts';

/** Debian installs its Python modules for /usr/bin/python3, which need not be the first python3 on the PATH. */
const interpreters = ['python3', '/usr/bin/python3'];

/** Returns a Python interpreter that can import the module, or null, which is reported and under CI is a failure. */
export function requirePython(module: string): string | null {
  const imports = (python: string) =>
    spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0;
  const found = interpreters.find(imports);
  if (!found) reportMissing(`${module} for Python 3`);
  return found ?? null;
}
