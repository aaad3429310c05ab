import { spawnSync } from 'node:child_process';

/**
 * Whether a tool that tests need is on this machine. Says so where it is not, so that a skip is seen; under CI a
 * missing tool is a failure, because a skip there would never be seen.
 */
export function requireTool(tool: string, args: readonly string[] = ['-version']): boolean {
  const found = spawnSync(tool, args, { stdio: 'ignore' }).error === undefined;
  if (found) return true;
  const message = `${tool} is not installed, so the tests that need it are skipped`;
  if (process.env['CI']) throw new Error(message);
  process.stderr.write(`${message}\n`);
  return false;
}
