/** npm passes Ctrl-C on to a process that has had it from the terminal already: so soon after the first it is the same. */
const repeatedWithinMs = 500;

/**
 * Closes in order at the first SIGINT or SIGTERM and ends with 0, or with 1 when `close` fails or takes longer than
 * `withinMs`. A second signal, half a second later or more, ends the process at once with 1.
 */
export function stopOnSignal(
  close: () => Promise<unknown>,
  say: (line: string) => void,
  withinMs = 8_000,
): void {
  let firstAt: number | null = null;
  const stop = () => {
    if (firstAt !== null) {
      if (performance.now() - firstAt >= repeatedWithinMs) process.exit(1);
      return;
    }
    firstAt = performance.now();
    say('Shutting down… press Ctrl-C again to force.');
    setTimeout(() => {
      say(`Not closed within ${withinMs / 1_000} seconds: ending anyway.`);
      process.exit(1);
    }, withinMs).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        say(`Shutdown failed: ${error instanceof Error ? error.message : String(error)}`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
