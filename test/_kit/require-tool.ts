import { spawnSync } from 'node:child_process';
import { reportMissing } from './report-missing.ts';

/**
 * Whether a tool that tests need is on this machine. Says so where it is not, so that a skip is seen; under CI a
 * missing tool is a failure, because a skip there would never be seen.
 */
export function requireTool(tool: string, args: readonly string[] = ['-version']): boolean {
  const found = spawnSync(tool, args, { stdio: 'ignore' }).error === undefined;
  if (!found) reportMissing(tool);
  return found;
}
