/**
 * Reports a tool that tests need and this machine lacks, so that a skip is seen. Under CI it is a failure.
 * @throws Error under CI
 */
export function reportMissing(tool: string): void {
  const message = `${tool} is not installed, so the tests that need it are skipped`;
  if (process.env['CI']) throw new Error(message);
  process.stderr.write(`${message}\n`);
}
